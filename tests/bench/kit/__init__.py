"""What the benchmarks have in common: processes, windows of load, certificates, our sidecars, figures."""
