namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Counts what happens seldom: components and certificates.</summary>
public sealed class RuntimeMeters
{
    private readonly MeterFamily<Counter> _componentsLoaded = new("dapr_runtime_component_loaded", "Components loaded.", () => new());

    private readonly MeterFamily<Counter> _componentInits =
        new("dapr_runtime_component_init_total", "Components started.", () => new()) { LabelNames = ["component"], OpenLabels = [0] };

    private readonly MeterFamily<Counter> _componentFailures =
        new("dapr_runtime_component_init_fail_total", "Components that failed to start.", () => new())
        {
            LabelNames = ["component", "reason", "componentName"],
            OpenLabels = [0, 2],
        };

    private readonly MeterFamily<Counter> _mtlsInits = new("dapr_runtime_mtls_init_total", "Times mTLS became ready.", () => new());

    private readonly MeterFamily<Counter> _mtlsFailures =
        new("dapr_runtime_mtls_init_fail_total", "Times mTLS failed to become ready.", () => new()) { LabelNames = ["reason"] };

    private readonly MeterFamily<Counter> _rotations =
        new("dapr_runtime_mtls_workload_cert_rotated_total", "Certificates renewed.", () => new());

    private readonly MeterFamily<Counter> _rotationFailures =
        new("dapr_runtime_mtls_workload_cert_rotated_fail_total", "Failed renewals of a certificate.", () => new()) { LabelNames = ["reason"] };

    /// <summary>The families, for the exporter.</summary>
    internal IEnumerable<MeterFamily> Families =>
        [_componentsLoaded, _componentInits, _componentFailures, _mtlsInits, _mtlsFailures, _rotations, _rotationFailures];

    /// <summary>Counts a component that is loaded and started.</summary>
    /// <param name="type">Such as <c>pubsub.redis</c>.</param>
    public void ComponentLoaded(string type)
    {
        _componentsLoaded.For(new LabelValues("")).Increment();
        _componentInits.For(new LabelValues(type)).Increment();
    }

    /// <summary>Counts a component that did not start.</summary>
    /// <param name="type">Such as <c>pubsub.redis</c>.</param>
    /// <param name="reason">A word from a fixed set, such as <c>init</c>.</param>
    /// <param name="name">Its name in the resource.</param>
    public void ComponentFailed(string type, string reason, string name) => _componentFailures.For(new LabelValues(type, reason, name)).Increment();

    /// <summary>Counts the first certificate.</summary>
    public void MtlsReady() => _mtlsInits.For(new LabelValues("")).Increment();

    /// <summary>Counts a failure to get the first certificate.</summary>
    /// <param name="reason">A word from a fixed set.</param>
    public void MtlsFailed(string reason) => _mtlsFailures.For(new LabelValues(reason)).Increment();

    /// <summary>Counts a renewed certificate.</summary>
    public void CertificateRotated() => _rotations.For(new LabelValues("")).Increment();

    /// <summary>Counts a renewal that failed.</summary>
    /// <param name="reason">A word from a fixed set.</param>
    public void RotationFailed(string reason) => _rotationFailures.For(new LabelValues(reason)).Increment();
}
