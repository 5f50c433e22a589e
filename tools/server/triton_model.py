"""A model of Triton's Python backend. Triton gives it the requests of several clients at once when their shapes are equal."""

import json

import numpy
import triton_python_backend_utils as triton
from onnx_model import OnnxModel


class TritonPythonModel:
    def initialize(self, args: dict) -> None:
        config = json.loads(args["model_config"])
        self._model = OnnxModel(config["parameters"]["onnx"]["string_value"])

    def execute(self, requests: list) -> list:
        """One answer for each request, in order. The rows of all requests run as one batch."""
        try:
            arrays = {
                name: numpy.concatenate([triton.get_input_tensor_by_name(request, name).as_numpy() for request in requests])
                for name in (tensor.name for tensor in self._model.inputs)
            }
            rows = [triton.get_input_tensor_by_name(request, "input_ids").shape()[0] for request in requests]
            logits = numpy.split(self._model.run(arrays), numpy.cumsum(rows)[:-1])
        except Exception as error:  # Triton wants an answer for each request, whatever went wrong.
            return [triton.InferenceResponse(error=triton.TritonError(str(error))) for _ in requests]
        return [triton.InferenceResponse([triton.Tensor(self._model.output.name, part)]) for part in logits]
