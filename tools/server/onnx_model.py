"""An exported model in onnxruntime, for servers whose models are written in Python."""

import os

import numpy
import onnxruntime


class OnnxModel:
    """Runs a graph on batches: arrays by name in, logits out."""

    def __init__(self, path: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("EVIDENCE_LENS_SERVER_THREADS", "0"))
        # Batches have ever other shapes, and a pattern would be kept for each.
        options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(path, options, providers=onnxruntime.get_available_providers())
        self.inputs = self._session.get_inputs()
        self.output = self._session.get_outputs()[0]

    def run(self, arrays: dict) -> numpy.ndarray:
        """Raises ValueError for a missing input, or onnxruntime's error for a token that the model does not have."""
        missing = [tensor.name for tensor in self.inputs if tensor.name not in arrays]
        if missing:
            raise ValueError(f"missing input: {', '.join(missing)}")
        feeds = {tensor.name: numpy.asarray(arrays[tensor.name], dtype=numpy.int64) for tensor in self.inputs}
        return self._session.run([self.output.name], feeds)[0]
