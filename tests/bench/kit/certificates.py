"""Certificates for a yardstick, and the proof that it asks for them."""

import subprocess

from .processes import Failed


def make_certificates(folder):
    """A P-256 CA (ca.pem) and a leaf a hop: caller and callee, each as .crt and .key, and as .pem with both."""
    openssl(folder, "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench-ca -keyout ca.key -out ca.pem")
    for name in ("caller", "callee"):
        (folder / f"{name}.ext").write_text(f"subjectAltName=DNS:{name}\nextendedKeyUsage=serverAuth,clientAuth\n")
        openssl(folder, f"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name} -keyout {name}.key -out {name}.csr")
        openssl(folder, f"x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile {name}.ext -out {name}.crt")
        (folder / f"{name}.pem").write_text((folder / f"{name}.crt").read_text() + (folder / f"{name}.key").read_text())


def openssl(folder, arguments):
    done = subprocess.run(["openssl", *arguments.split()], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"openssl {arguments.split()[0]} failed:\n{done.stderr}")
