"""Hosts of our own: network namespaces, joined to this one by a pair of virtual cables."""

import ctypes
import os
import subprocess

from kit.processes import Failed

CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def sh(command):
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"{command}: {done.stderr.strip()} (this row needs root, iproute2 and nftables)")


class Host:
    """A namespace with an address of its own; `near` is ours."""

    near, far, name, cable = "10.77.0.1", "10.77.0.2", f"mesh-faults-{os.getpid()}", f"mf{os.getpid() % 10**6}"

    def __enter__(self):
        sh(f"ip netns add {self.name}")
        sh(f"ip link add {self.cable} type veth peer name far0 netns {self.name}")
        sh(f"ip addr add {self.near}/24 dev {self.cable} && ip link set {self.cable} up")
        sh(f"ip netns exec {self.name} sh -c 'ip addr add {self.far}/24 dev far0; ip link set far0 up; ip link set lo up'")
        return self

    def __exit__(self, *_):
        subprocess.run(["ip", "netns", "del", self.name])

    @property
    def prefix(self):
        """Before a command that is to run there."""
        return ["ip", "netns", "exec", self.name]

    def silence(self):
        """From now on nothing that comes over the cable arrives, and nobody is told."""
        sh(f"ip netns exec {self.name} nft 'add table inet mute; add chain inet mute in {{ type filter hook input priority 0; }}; "
           f"add rule inet mute in iifname \"far0\" drop'")

    def speak(self):
        sh(f"ip netns exec {self.name} nft delete table inet mute")


class OwnNetwork:
    """Moves this program, and what it starts from now on, to a network of its own."""

    def __init__(self, **settings):
        self.settings = settings

    def __enter__(self):
        self.home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        if _libc.unshare(CLONE_NEWNET) != 0:
            raise Failed("no network of its own: this row needs root")
        sh("ip link set lo up")
        for name, value in self.settings.items():
            with open(f"/proc/sys/net/ipv4/{name}", "w") as file:
                file.write(value)
        return self

    def __exit__(self, *_):
        _libc.setns(self.home, CLONE_NEWNET)
        os.close(self.home)
