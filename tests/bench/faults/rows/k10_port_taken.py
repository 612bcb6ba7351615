"""A second process claims a port that a sidecar has."""

import subprocess

TITLE = "a port that is taken: the second refuses and names the first"


async def run(mesh):
    first = mesh.client()
    second = subprocess.run(
        [mesh.meshd, "--app-id", "client", "--dapr-http-port", str(first.port), "--dapr-grpc-port", "0", "--metrics-port", "0"],
        capture_output=True, text=True, timeout=30, env={"MESH_HOME": str(mesh.folder / "home"), "PATH": "/usr/bin:/bin"})
    said = second.stdout + second.stderr
    faults = []
    if second.returncode == 0:
        faults.append("the second process ended with success")
    if str(first.process.pid) not in said:
        faults.append(f"it does not name the holder, process {first.process.pid}: {said[-300:]}")
    return {"exit_code": second.returncode, "names_holder": not faults, "faults": faults}
