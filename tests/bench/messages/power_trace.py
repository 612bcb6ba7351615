"""What a process did to its files, as strace recorded it, and the disk that comes of it."""

import re

LINE = re.compile(r"^(\d+) +(\d+)\.(\d+) (?:(\w+)\((\d+)<([^>]*)>(.*)|<\.\.\. (\w+) resumed>(.*))$")
WRITE = re.compile(r'^, "((?:\\x[0-9a-f]{2})*)", \d+, (\d+)')
NUMBER = re.compile(r"^, (\d+)")
SECTOR = 512


class Call:
    """A write or a truncation (at its begin), or a sync (at its end) of what was written before its begin."""

    def __init__(self, at_ns, name, suffix, rest):
        self.at_ns, self.suffix, self.is_sync = at_ns, suffix, name in ("fsync", "fdatasync")
        self.data, self.offset = None, 0
        if name == "pwrite64":
            found = WRITE.match(rest)
            self.data, self.offset = bytes.fromhex(found[1].replace("\\x", "")), int(found[2])
        elif name == "ftruncate":
            self.offset = int(NUMBER.match(rest)[1])


def read_trace(path, file):
    """The calls on the file and its -wal, in their order. Paths are in hexadecimal as well."""
    calls, unfinished = [], {}
    with open(path, encoding="ascii") as lines:
        for text in lines:
            if not (found := LINE.match(text)):
                continue
            thread, at_ns = found[1], int(found[2]) * 10**9 + int(found[3]) * 1000
            if found[8]:
                call = unfinished.pop(thread, None)
                if call and call.is_sync and found[9].rstrip().endswith("= 0"):
                    call.at_ns = at_ns
                    calls.append(call)
                continue
            name = bytes.fromhex(found[6].replace("\\x", "")).decode() if found[6].startswith("\\x") else found[6]
            suffix = name.rpartition(file)[2] if file in name else None
            if suffix not in ("", "-wal"):
                continue
            call = Call(at_ns, found[4], suffix, found[7])
            if call.is_sync and "<unfinished" in found[7]:
                unfinished[thread] = call
            else:
                calls.append(call)
    return calls


class Disk:
    """Files by their suffix, each as it was synced, and what was written since. One that does not obey never syncs."""

    def __init__(self, obeys=True):
        self.obeys, self.synced, self.pending = obeys, {"": bytearray(), "-wal": bytearray()}, {"": [], "-wal": []}

    @property
    def unsynced_bytes(self):
        return sum(len(call.data or b"") for calls in self.pending.values() for call in calls)

    def take(self, call):
        if not call.is_sync:
            self.pending[call.suffix].append(call)
        elif self.obeys:
            for write in self.pending[call.suffix]:
                _apply(self.synced[call.suffix], write)
            self.pending[call.suffix] = []

    def image(self, chance):
        """The files after the cut: of what was not synced nothing, or, with a chance, any of its sectors."""
        files = {}
        for suffix, synced in self.synced.items():
            files[suffix] = bytearray(synced)
            for call in self.pending[suffix] if chance else ():
                _apply(files[suffix], call, chance)
        return {suffix: bytes(data) for suffix, data in files.items() if data or suffix == ""}


def _apply(file, call, chance=None):
    if call.data is None:
        if chance is None or chance.random() < 0.5:
            del file[call.offset:]
            file.extend(bytes(call.offset - len(file)))
        return
    for start in range(0, len(call.data), SECTOR):
        if chance is None or chance.random() < 0.5:
            part, at = call.data[start:start + SECTOR], call.offset + start
            file.extend(bytes(max(0, at - len(file))))
            file[at:at + len(part)] = part
