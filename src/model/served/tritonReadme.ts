import type { ServedModel } from './tritonRepository';

/**
 * The page beside an exported model: how to start a server with it.
 *
 * @param name of the model
 * @param model whether its weights are 8-bit integers, and what its graph is made for
 */
export function tritonReadme(name: string, { is8Bit, target }: Pick<ServedModel, 'is8Bit' | 'target'>): string {
  const isNative = target === 'native';
  return `# ${name} for an inference server

A model repository of Evidence Lens. The server gets token ids and returns logits; tokens, windows and passages are made on the reader's side.

| file | what it is |
|---|---|
| \`${name}/config.pbtxt\` | name, inputs, outputs and batching, for Triton |
| \`${name}/1/\` | the graph with its weights: ONNX, ${isNative ? "operator set 23 with onnxruntime's own operators" : 'operator set 18, standard operators only'}, any number of sequences and tokens |
| \`${name}/tokenizer.json\`, \`tokenizer_config.json\`, \`config.json\` | the reader's side needs them: its folder for this model is \`${name}\` |
${
  isNative
    ? `
The graph is the one that the program runs itself: 8-bit integers, on the CPU. It needs onnxruntime 1.30 or later, on which its scores are the program's own; with 1.24
they differed by up to 0.05. Processors of another kind may differ as well. Servers without onnxruntime do not take it: export it without \`--for cpu\` for them.
`
    : is8Bit
      ? `
The weights are 8-bit integers, as published. The server makes them into floats when it loads them, and multiplies floats, so that every device is fast and
gives the same scores. They differ by up to 0.02 from those of the program, which multiplies integers.
`
      : ''
}
## Triton

\`\`\`
docker pull nvcr.io/nvidia/tritonserver:25.09-py3
docker run --rm -p 8000:8000 -v "$PWD":/models:ro nvcr.io/nvidia/tritonserver:25.09-py3 tritonserver --model-repository=/models
\`\`\`

${
  isNative
    ? 'An image needs the ONNX backend with onnxruntime 1.30 or later; its log says which version it has.'
    : `With \`--gpus=all\` after \`--rm\` it runs on the GPUs.

## OpenVINO Model Server

\`\`\`
docker pull openvino/model_server:latest
docker run --rm -p 8000:8000 -v "$PWD":/models:ro openvino/model_server:latest --model_name ${name} --model_path /models/${name} --rest_port 8000
\`\`\``
}

## KServe

Copy this folder to where the cluster reads models from and apply:

\`\`\`
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: evidence-lens
spec:
  predictor:
    minReplicas: 1
    maxReplicas: 4
    model:
      modelFormat: { name: triton }
      protocolVersion: v2
      storageUri: pvc://CLAIM/FOLDER
\`\`\`

## Is it there?

\`\`\`
curl localhost:8000/v2/health/ready
curl localhost:8000/v2/models/${name}
\`\`\`

The server has no password of its own: let only your lab reach it, or put a proxy with TLS and a token before it.
`;
}
