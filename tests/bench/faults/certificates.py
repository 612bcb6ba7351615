"""Short-lived certificates for a row: their settings, and what peers show."""

import hashlib
import re
import ssl

LIFE_SECONDS = 60  # of a leaf; a sidecar asks for the next one after half of it
COMPONENT = """
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: identity
spec:
  type: mtls.local
  version: v1
  metadata:
  - name: allowedClockSkew
    value: 0s
"""
PEM = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def short_lived(mesh, leaf=f"{LIFE_SECONDS}s", **settings):
    """The flags of sidecars whose certificates live a minute, or as long as `leaf` says; other settings of mtls.local by name."""
    items = {"workloadCertTTL": leaf, **settings}
    text = COMPONENT + "".join(f"  - name: {name}\n    value: {value}\n" for name, value in items.items())
    return ["--resources-path", mesh.write("resources/mtls.yaml", text).parent]


def shown_by(sidecar):
    """A fingerprint of the certificate that the sidecar shows to its peers now."""
    return fingerprint(ssl.get_server_certificate(("127.0.0.1", sidecar.peer_port), timeout=5))


def roots_of(mesh):
    """Fingerprints of the roots that the sidecars of this row trust now; the one that signs first."""
    return [fingerprint(pem) for pem in PEM.findall((mesh.folder / "home" / "ca" / "ca.crt").read_text())]


def fingerprint(pem):
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()[:12]
