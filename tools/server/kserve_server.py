"""Serves exported models with KServe's server: kserve_server.py FOLDER HOST PORT. Started by server.py."""

import asyncio
import sys
import uuid
from pathlib import Path

import kserve
from kserve import InferOutput, InferRequest, InferResponse
from kserve.errors import InvalidInput
from kserve.protocol.rest import server as rest_server
from onnx_model import OnnxModel

DATATYPES = {"tensor(int64)": "INT64", "tensor(float)": "FP32"}


def described(tensor) -> dict:
    shape = [size if isinstance(size, int) else -1 for size in tensor.shape]
    return {"name": tensor.name, "datatype": DATATYPES[tensor.type], "shape": shape}


class Exported(kserve.Model):
    """An exported model. It runs a request at a time, so clients should send batches."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name)
        self._model = OnnxModel(str(path))
        self._turn = asyncio.Lock()
        self.ready = True

    def get_input_types(self) -> list:
        return [described(tensor) for tensor in self._model.inputs]

    def get_output_types(self) -> list:
        return [described(self._model.output)]

    async def predict(self, payload: InferRequest, headers: dict = None, response_headers: dict = None) -> InferResponse:
        arrays = {tensor.name: tensor.as_numpy() for tensor in payload.inputs}
        # In a thread, so that the server answers health checks meanwhile.
        async with self._turn:
            try:
                logits = await asyncio.to_thread(self._model.run, arrays)
            except Exception as error:
                raise InvalidInput(str(error)) from error
        output = InferOutput(name=self._model.output.name, shape=list(logits.shape), datatype="FP32")
        output.set_data_from_numpy(logits, binary_data=bool(payload.use_binary_outputs))
        return InferResponse(
            # Requests need no id, but answers as JSON do.
            response_id=payload.id or str(uuid.uuid4()),
            model_name=self.name,
            infer_outputs=[output],
            use_binary_outputs=payload.use_binary_outputs,
            requested_outputs=payload.request_outputs,
        )


def main() -> None:
    folder, host, port = sys.argv[1:]
    # KServe runs in containers and always listens to every machine.
    config = rest_server.uvicorn.Config
    rest_server.uvicorn.Config = lambda *args, **options: config(*args, **{**options, "host": host})
    models = [Exported(path.parent.parent.name, path) for path in sorted(Path(folder).glob("*/1/model.onnx"))]
    kserve.ModelServer(http_port=int(port), workers=1, enable_grpc=False).start(models)


if __name__ == "__main__":
    main()
