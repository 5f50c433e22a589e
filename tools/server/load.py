"""Measures a server under load: how many questions a second it answers to 1, 8 and 32 clients, and in batches of which sizes.

    python3 tools/server/load.py http://127.0.0.1:8000 small

Each client asks its next question when the last one is answered. A question is one request with --windows windows of --tokens tokens, with
binary tensors. The rounds of the numbers of clients alternate, so that other work on the machine hits all of them alike; the figure of each
is the median, with the smallest and largest round.
"""

import argparse
import array
import http.client
import json
import random
import statistics
import threading
import time
from urllib.parse import urlsplit

CLIENTS = (1, 8, 32)


def body_of(windows: int, tokens: int, seed: int) -> tuple:
    """A request with random words of BERT's vocabulary, and the length of its JSON."""
    words = random.Random(seed)
    numbers = {
        "input_ids": [words.randrange(1996, 20_000) for _ in range(windows * tokens)],
        "token_type_ids": [1] * (windows * tokens),
        "attention_mask": [1] * (windows * tokens),
    }
    inputs = [
        {"name": name, "datatype": "INT64", "shape": [windows, tokens], "parameters": {"binary_data_size": 8 * len(values)}}
        for name, values in numbers.items()
    ]
    head = json.dumps({"inputs": inputs, "parameters": {"binary_data_output": True}}).encode()
    return head + b"".join(array.array("q", values).tobytes() for values in numbers.values()), len(head)


def ask(connection: http.client.HTTPConnection, model: str, body: bytes, head: int) -> None:
    headers = {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": str(head)}
    connection.request("POST", f"/v2/models/{model}/infer", body, headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} {said[:200]!r}")


def rate_of(address: str, model: str, clients: int, seconds: float, windows: int, tokens: int) -> float:
    """Questions a second of several clients together."""
    answered = [0] * clients
    until = time.monotonic() + seconds

    def work(client: int) -> None:
        connection = http.client.HTTPConnection(address)
        body, head = body_of(windows, tokens, client)
        while time.monotonic() < until:
            ask(connection, model, body, head)
            answered[client] += 1

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The last answers may come after the time is over; they count, and so does their time.
    return sum(answered) / (time.monotonic() - started)


def batches_of(address: str, model: str) -> dict:
    """How many batches of each size the model has run so far; empty for servers that do not tell."""
    connection = http.client.HTTPConnection(address)
    connection.request("GET", f"/v2/models/{model}/stats")
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        return {}
    stats = json.loads(said)["model_stats"][0].get("batch_stats", [])
    return {each["batch_size"]: each["compute_infer"]["count"] for each in stats}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("model")
    parser.add_argument("--windows", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    address = urlsplit(options.url).netloc
    rate_of(address, options.model, 1, 1, options.windows, options.tokens)
    rates = {clients: [] for clients in CLIENTS}
    sizes = {clients: {} for clients in CLIENTS}
    for _ in range(options.rounds):
        for clients in CLIENTS:
            before = batches_of(address, options.model)
            rates[clients].append(rate_of(address, options.model, clients, options.seconds, options.windows, options.tokens))
            for size, count in batches_of(address, options.model).items():
                ran = count - before.get(size, 0)
                if ran > 0:
                    sizes[clients][size] = sizes[clients].get(size, 0) + ran
    first = statistics.median(rates[CLIENTS[0]])
    for clients in CLIENTS:
        middle = statistics.median(rates[clients])
        sequences = sum(size * count for size, count in sizes[clients].items())
        batches = sum(sizes[clients].values())
        mean = f", mean batch {sequences / batches:.1f} windows, largest {max(sizes[clients])}" if batches else ""
        spread = f"{min(rates[clients]):.2f} to {max(rates[clients]):.2f}"
        print(f"{clients:3d} clients: {middle:.2f} questions a second ({spread}), {middle / first:.2f} times 1 client{mean}")


if __name__ == "__main__":
    main()
