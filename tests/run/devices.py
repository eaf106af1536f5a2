"""The devices that run tests use, as `heddle devices --json` finds them.

HEDDLE_TEST_DEVICES selects: names separated by commas. `cpu` means every target that the cpu device can run
here, `opencl` every device of that driver, `vulkan:1` one device. Without it: all that execute kernels.
"""
import json
import os
import subprocess
import sys


def listed(heddle):
    result = subprocess.run([heddle, "devices", "--json"], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit("heddle devices failed: " + result.stderr)
    return json.loads(result.stdout)


def names(devices):
    """Of the devices that execute; a device whose targets can be forced by name once for each of them."""
    found = []
    for device in devices:
        if device["available"] and device["executes"]:
            own = [target for target in device["targets"] if target.startswith(device["name"] + ":")]
            found += own or [device["name"]]
    return found


def select(present, wanted, asker="HEDDLE_TEST_DEVICES"):
    """The present devices that a list of names means; unknown names are an error of `asker`."""
    chosen = []
    for name in filter(None, (part.strip() for part in wanted.split(","))):
        matches = [device for device in present if device == name or device.startswith(name + ":")]
        if not matches:
            sys.exit(f"{asker} names `{name}`, present are: {', '.join(present)}")
        chosen += [device for device in matches if device not in chosen]
    return chosen


def selected():
    return os.environ.get("HEDDLE_TEST_DEVICES", "")


def to_test(heddle):
    # Found once for a whole suite by lit.cfg.py.
    known = os.environ.get("HEDDLE_TEST_DEVICES_FOUND")
    present = known.split(",") if known else names(listed(heddle))
    return select(present, selected()) if selected() else present
