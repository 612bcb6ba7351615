using System.Buffers.Binary;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>
/// A number modulo 2^255 - 19, as five limbs of 51 bits. Every operation takes the same steps whatever the numbers are. Limbs stay below 2^54
/// between operations, so that a sum of five products, 19-fold, fits 128 bits.
/// </summary>
internal readonly struct FieldElement(ulong a, ulong b, ulong c, ulong d, ulong e)
{
    private const ulong Mask = (1UL << 51) - 1;

    private readonly ulong _a = a;
    private readonly ulong _b = b;
    private readonly ulong _c = c;
    private readonly ulong _d = d;
    private readonly ulong _e = e;

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>Reads 32 bytes, least significant first; the highest bit is not part of the number.</summary>
    public static FieldElement Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes) & Mask,
        (BinaryPrimitives.ReadUInt64LittleEndian(bytes[6..]) >> 3) & Mask,
        (BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]) >> 6) & Mask,
        (BinaryPrimitives.ReadUInt64LittleEndian(bytes[19..]) >> 1) & Mask,
        (BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]) >> 12) & Mask);

    public static FieldElement operator +(FieldElement x, FieldElement y) =>
        Carry(x._a + y._a, x._b + y._b, x._c + y._c, x._d + y._d, x._e + y._e);

    // Four times the prime is added first, so that no limb falls below zero.
    public static FieldElement operator -(FieldElement x, FieldElement y) => Carry(
        x._a + (4 * (Mask - 18)) - y._a, x._b + (4 * Mask) - y._b, x._c + (4 * Mask) - y._c, x._d + (4 * Mask) - y._d, x._e + (4 * Mask) - y._e);

    public static FieldElement operator *(FieldElement x, FieldElement y)
    {
        // 2^255 is 19: what passes the fifth limb comes back 19-fold.
        var a = Product(x._a, y._a) + (19 * (Product(x._b, y._e) + Product(x._c, y._d) + Product(x._d, y._c) + Product(x._e, y._b)));
        var b = Product(x._a, y._b) + Product(x._b, y._a) + (19 * (Product(x._c, y._e) + Product(x._d, y._d) + Product(x._e, y._c)));
        var c = Product(x._a, y._c) + Product(x._b, y._b) + Product(x._c, y._a) + (19 * (Product(x._d, y._e) + Product(x._e, y._d)));
        var d = Product(x._a, y._d) + Product(x._b, y._c) + Product(x._c, y._b) + Product(x._d, y._a) + (19 * Product(x._e, y._e));
        var e = Product(x._a, y._e) + Product(x._b, y._d) + Product(x._c, y._c) + Product(x._d, y._b) + Product(x._e, y._a);

        b += a >> 51;
        c += b >> 51;
        d += c >> 51;
        e += d >> 51;
        var first = ((ulong)a & Mask) + (19 * (e >> 51));
        return new(
            (ulong)first & Mask, ((ulong)b & Mask) + (ulong)(first >> 51), (ulong)c & Mask, (ulong)d & Mask, (ulong)e & Mask);
    }

    /// <summary>The second where the bit is 1, the first where it is 0; without a branch.</summary>
    public static FieldElement Choose(FieldElement zero, FieldElement one, ulong bit)
    {
        var mask = 0 - bit;
        return new(
            zero._a ^ (mask & (zero._a ^ one._a)),
            zero._b ^ (mask & (zero._b ^ one._b)),
            zero._c ^ (mask & (zero._c ^ one._c)),
            zero._d ^ (mask & (zero._d ^ one._d)),
            zero._e ^ (mask & (zero._e ^ one._e)));
    }

    /// <summary>The number that gives 1 with this one: its (p - 2)th power, after Fermat.</summary>
    public FieldElement Invert()
    {
        // p - 2 = 2^255 - 21: all of its 255 bits are set but the second and the fourth.
        var result = One;
        for (var bit = 254; bit >= 0; bit--)
        {
            result *= result;
            if (bit is not (2 or 4))
            {
                result *= this;
            }
        }

        return result;
    }

    /// <summary>Writes 32 bytes, least significant first, of the one form below the prime.</summary>
    public void Write(Span<byte> bytes)
    {
        var x = Carry(_a, _b, _c, _d, _e);

        // 1 when the number has reached the prime: then adding 19 passes 2^255.
        var over = (x._a + 19) >> 51;
        over = (x._b + over) >> 51;
        over = (x._c + over) >> 51;
        over = (x._d + over) >> 51;
        over = (x._e + over) >> 51;

        var a = x._a + (19 * over);
        var b = x._b + (a >> 51);
        var c = x._c + (b >> 51);
        var d = x._d + (c >> 51);
        var e = x._e + (d >> 51);
        (a, b, c, d, e) = (a & Mask, b & Mask, c & Mask, d & Mask, e & Mask);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, a | (b << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (b >> 13) | (c << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (c >> 26) | (d << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (d >> 39) | (e << 12));
    }

    private static UInt128 Product(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return new UInt128(high, low);
    }

    private static FieldElement Carry(ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        b += a >> 51;
        c += b >> 51;
        d += c >> 51;
        e += d >> 51;
        var first = (a & Mask) + (19 * (e >> 51));
        return new(first & Mask, (b & Mask) + (first >> 51), c & Mask, d & Mask, e & Mask);
    }
}
