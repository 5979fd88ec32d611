"""Messages that no page would send, as many as one likes, against the real guide; see tests/serving/test_fuzz.py.

python tests/bench/fuzz_socket.py [--messages 1000000] [--seed 1]
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.hour import kept
from serving.learner import run_async
from serving.mutations import TYPED
from serving.running import Server
from serving.test_fuzz import QUICK, attack

AT_ONCE = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description="Messages that no page would send.")
    parser.add_argument("--messages", type=int, default=10**6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place, Server(Path(place), code=QUICK) as server:
        for batch in range(options.messages // AT_ONCE):
            run_async(attack(server, random.Random(f"{options.seed}-{batch}"), AT_ONCE), 600)
            told = server.log.read_text()
            assert TYPED not in told, told
            assert "Traceback" not in told, told
            now = kept(server)
            sent = (batch + 1) * AT_ONCE
            passed = time.monotonic() - begun
            print(f"{sent:>9} {passed:>7.0f} s {now.memory:>7.1f} MB {now.files:>5} files {now.kernels:>3}", flush=True)


if __name__ == "__main__":
    main()
