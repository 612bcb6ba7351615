namespace MeshRuntime.Components.Clients.Nats;

/// <summary>A point of the curve edwards25519 in extended coordinates (RFC 8032, 5.1.4).</summary>
internal readonly struct EdwardsPoint
{
    // -121665/121666, doubled: the curve's constant as the sum needs it.
    private static readonly FieldElement TwiceD = TwiceTheConstant();

    private static readonly EdwardsPoint Base = BasePoint();

    private readonly FieldElement _x;
    private readonly FieldElement _y;
    private readonly FieldElement _z;
    private readonly FieldElement _t;

    private EdwardsPoint(FieldElement x, FieldElement y, FieldElement z, FieldElement t)
    {
        _x = x;
        _y = y;
        _z = z;
        _t = t;
    }

    private static EdwardsPoint Neutral => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    // One formula for every pair, equal ones too: no case depends on the secret.
    public static EdwardsPoint operator +(EdwardsPoint p, EdwardsPoint q)
    {
        var a = (p._y - p._x) * (q._y - q._x);
        var b = (p._y + p._x) * (q._y + q._x);
        var c = p._t * TwiceD * q._t;
        var d = (p._z + p._z) * q._z;
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new(e * f, g * h, f * g, e * h);
    }

    /// <summary>The base point, as often as 32 bytes say, least significant first. The steps are the same for every number.</summary>
    public static EdwardsPoint TimesBase(ReadOnlySpan<byte> scalar)
    {
        var result = Neutral;
        for (var bit = 255; bit >= 0; bit--)
        {
            result += result;
            var sum = result + Base;
            result = Choose(result, sum, (ulong)(scalar[bit >> 3] >> (bit & 7)) & 1);
        }

        return result;
    }

    /// <summary>Writes the 32 bytes that stand for the point: y, and the lowest bit of x as the highest.</summary>
    public void Write(Span<byte> bytes)
    {
        var inverse = _z.Invert();
        Span<byte> x = stackalloc byte[32];
        (_x * inverse).Write(x);
        (_y * inverse).Write(bytes);
        bytes[31] |= (byte)((x[0] & 1) << 7);
    }

    private static EdwardsPoint Choose(EdwardsPoint zero, EdwardsPoint one, ulong bit) => new(
        FieldElement.Choose(zero._x, one._x, bit),
        FieldElement.Choose(zero._y, one._y, bit),
        FieldElement.Choose(zero._z, one._z, bit),
        FieldElement.Choose(zero._t, one._t, bit));

    private static FieldElement TwiceTheConstant()
    {
        var d = FieldElement.Zero - (Small(121665) * Small(121666).Invert());
        return d + d;
    }

    private static EdwardsPoint BasePoint()
    {
        var x = Convert.FromHexString("1AD5258F602D56C9B2A7259560C72C695CDCD6FD31E2A4C0FE536ECDD3366921");
        var (px, py) = (FieldElement.Read(x), Small(4) * Small(5).Invert());
        return new(px, py, FieldElement.One, px * py);
    }

    private static FieldElement Small(ulong number) => new(number, 0, 0, 0, 0);
}
