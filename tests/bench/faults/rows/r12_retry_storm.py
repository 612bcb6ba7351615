"""Three hops deep, each with a policy of three retries; the last answers 503 to everything for a while."""

from account import executions

TITLE = "retry storm: retries of three hops do not multiply"
STORM_SECONDS = 60
LIMIT = 1.2
POLICY = """
apiVersion: dapr.io/v1alpha1
kind: Resiliency
metadata:
  name: retries
spec:
  policies:
    retries:
      again:
        policy: constant
        duration: 10ms
        maxRetries: 3
        matching:
          httpStatusCodes: "503"
  targets:
    apps:
"""


async def run(mesh):
    names = ["hop1", "hop2", "hop3"]
    folder = mesh.write("resources/retries.yaml", POLICY + "".join(f"      {name}:\n        retry: again\n" for name in names)).parent
    flags, hops = ["--resources-path", folder], []
    for name, following in reversed(list(zip(names, names[1:] + [None]))):
        app = mesh.app(name, program="relay.py")
        sidecar = mesh.sidecar(name, app, flags=flags)
        app.env = {"SIDECAR_PORT": str(sidecar.port)} | ({"NEXT": following} if following else {})
        app.start()
        hops.insert(0, sidecar.start())
    client = mesh.client(flags=flags)
    load = mesh.load(client, rate=mesh.options.rate // 5, app_id="hop1", path="/hop", verbs=("GET",))
    await load.progress(STORM_SECONDS * mesh.options.scale)
    await load.stop()
    sent, seen = len(load.calls), [sum(executions([app.app.journal]).values()) for app in hops]
    outcomes = sorted({call.outcome[:60] for call in load.calls})
    figures = {"sent": sent, "seen_by_hop": seen, "amplification": seen[-1] / sent, "outcomes": outcomes, "faults": []}
    if any(call.outcome == "no answer" for call in load.calls):
        figures["faults"].append("a call hangs")
    if seen[-1] <= seen[-2]:
        figures["faults"].append("the last hop saw no retry: this build does not obey the policy, and the figure says nothing")
    if round(figures["amplification"], 2) > LIMIT:
        figures["faults"].append(f"the last hop saw {figures['amplification']:.2f} times the load")
    return figures
