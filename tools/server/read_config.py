"""Reads a config.pbtxt with the schema that Triton publishes (model_config.proto, as tritonclient carries it) and prints it as JSON.

    out/server/triton/bin/python tools/server/read_config.py MODEL/config.pbtxt
"""

import json
import sys

from google.protobuf import json_format, text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        config = text_format.Parse(file.read(), ModelConfig())
    print(json.dumps(json_format.MessageToDict(config, preserving_proto_field_name=True)))


if __name__ == "__main__":
    main()
