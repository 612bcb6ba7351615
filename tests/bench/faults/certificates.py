"""Short-lived certificates for a row: their settings, and what peers show."""

import hashlib
import ssl

LIFE_SECONDS = 60  # the shortest that mtls.local gives; a sidecar asks for the next one after half of it
COMPONENT = """
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: identity
spec:
  type: mtls.local
  version: v1
  metadata:
  - name: workloadCertTTL
    value: 1m
  - name: allowedClockSkew
    value: 0s
"""


def short_lived(mesh):
    """The flags of sidecars whose certificates live a minute."""
    return ["--resources-path", mesh.write("resources/mtls.yaml", COMPONENT).parent]


def shown_by(sidecar):
    """A fingerprint of the certificate that the sidecar shows to its peers now."""
    return hashlib.sha256(ssl.get_server_certificate(("127.0.0.1", sidecar.peer_port), timeout=5).encode()).hexdigest()[:12]
