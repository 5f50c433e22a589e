"""Measures a server under load: how many questions a second it answers to 1, 8 and 32 clients, and in batches of which sizes.

    python3 tools/server/load.py http://127.0.0.1:8000 small

Each client asks its next question when the last one is answered. A question is one request with --windows windows, with binary tensors. A
window has --tokens tokens, or some number of a range such as 24-160. --multiples 1,32 compares requests as they are with requests that are
padded to a multiple of 32 tokens, as a server joins only requests of one length. The rounds alternate, so that other work on the machine hits
all of them alike; the figure of each is the median, with the smallest and largest round.
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


def inputs_of(address: str, model: str) -> list:
    """The names of what the model takes."""
    connection = http.client.HTTPConnection(address)
    connection.request("GET", f"/v2/models/{model}")
    return [each["name"] for each in json.loads(connection.getresponse().read())["inputs"]]


def body_of(names: list, lengths: list, multiple: int, seed: int) -> tuple:
    """A request with windows of random words of BERT's vocabulary, padded to one length, and the length of its JSON."""
    words = random.Random(seed)
    longest = -(-max(lengths) // multiple) * multiple
    numbers = {"input_ids": [], "token_type_ids": [], "attention_mask": [], "lengths": lengths}
    for length in lengths:
        padding = [0] * (longest - length)
        numbers["input_ids"] += [words.randrange(1996, 20_000) for _ in range(length)] + padding
        numbers["token_type_ids"] += [1] * length + padding
        numbers["attention_mask"] += [1] * length + padding
    numbers = {name: numbers[name] for name in names}
    inputs = [
        {
            "name": name,
            "datatype": "INT64",
            "shape": [len(lengths), 1 if name == "lengths" else longest],
            "parameters": {"binary_data_size": 8 * len(values)},
        }
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


def rate_of(address: str, model: str, clients: int, multiple: int, options: argparse.Namespace) -> float:
    """Questions a second of several clients together."""
    least, most = options.tokens
    names = inputs_of(address, model)
    answered = [0] * clients
    until = time.monotonic() + options.seconds

    def work(client: int) -> None:
        connection = http.client.HTTPConnection(address)
        lengths = random.Random(client)
        while time.monotonic() < until:
            body, head = body_of(names, [lengths.randint(least, most) for _ in range(options.windows)], multiple, client)
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


def range_of(text: str) -> tuple:
    least, _, most = text.partition("-")
    return int(least), int(most or least)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("model")
    parser.add_argument("--windows", type=int, default=1)
    parser.add_argument("--tokens", type=range_of, default=(64, 64))
    parser.add_argument("--multiples", type=lambda text: [int(each) for each in text.split(",")], default=[1])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    address = urlsplit(options.url).netloc
    rate_of(address, options.model, 1, 1, options)
    ways = [(clients, multiple) for clients in CLIENTS for multiple in options.multiples]
    rates = {way: [] for way in ways}
    sizes = {way: {} for way in ways}
    for _ in range(options.rounds):
        for way in ways:
            before = batches_of(address, options.model)
            rates[way].append(rate_of(address, options.model, *way, options))
            for size, count in batches_of(address, options.model).items():
                ran = count - before.get(size, 0)
                if ran > 0:
                    sizes[way][size] = sizes[way].get(size, 0) + ran
    first = statistics.median(rates[ways[0]])
    for way in ways:
        clients, multiple = way
        middle = statistics.median(rates[way])
        sequences = sum(size * count for size, count in sizes[way].items())
        batches = sum(sizes[way].values())
        mean = f", mean batch {sequences / batches:.1f} windows, largest {max(sizes[way])}" if batches else ""
        spread = f"{min(rates[way]):.2f} to {max(rates[way]):.2f}"
        padded = f", padded to a multiple of {multiple}" if multiple > 1 else ""
        print(f"{clients:3d} clients{padded}: {middle:.2f} questions a second ({spread}), {middle / first:.2f} times the first line{mean}")


if __name__ == "__main__":
    main()
