"""exits.py CODE COMMAND...: runs the command and succeeds when it exits with CODE. Both streams go to stdout."""
import subprocess
import sys

expected, command = int(sys.argv[1]), sys.argv[2:]
result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
sys.stdout.buffer.write(result.stdout)
if result.returncode != expected:
    sys.exit(f"exit code {result.returncode}, expected {expected}")
