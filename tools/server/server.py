"""Sets up and starts an inference server for folders that `model export --format triton` wrote.

    python3 tools/server/server.py setup triton
    python3 tools/server/server.py start triton FOLDER

Servers: `triton`, the server of NVIDIA from the package nvidia-pytriton (Linux on x86-64), and `kserve`. Each gets a virtual environment of
its own, in out/server of the project or where EVIDENCE_LENS_SERVERS says. Both listen on this machine only unless --host says otherwise.
"""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = Path(os.environ.get("EVIDENCE_LENS_SERVERS") or HERE.parent.parent / "out" / "server")
SERVERS = ("triton", "kserve")
# Triton calls models in a small program of its own, which exists for these versions of Python. Patched builds of 3.11 may lack a symbol
# that it uses, so Debian's own Python is preferred.
PYTHONS = ("/usr/bin/python3", sys.executable)


def requirements_of(server: str) -> Path:
    return HERE / f"requirements-{server}.txt"


def python_of(server: str) -> Path:
    folder = PLACE / server
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def state_of(server: str) -> str:
    return hashlib.sha256(requirements_of(server).read_bytes()).hexdigest()


def is_set_up(server: str) -> bool:
    mark = PLACE / server / "state"
    return mark.is_file() and mark.read_text() == state_of(server)


def set_up(server: str) -> None:
    """Makes the virtual environment. A finished one is left as it is; one that was interrupted is made anew."""
    if is_set_up(server):
        print(f"{server} is set up in {PLACE / server}")
        return
    python = next(path for path in PYTHONS if Path(path).exists())
    subprocess.run([python, "-m", "venv", "--clear", str(PLACE / server)], check=True)
    install = [str(python_of(server)), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*install, "--only-binary", ":all:", "-r", str(requirements_of(server))], check=True)
    (PLACE / server / "state").write_text(state_of(server))
    print(f"{server} is set up in {PLACE / server}")


def models_of(repository: Path) -> dict:
    """The models of a repository by name, each with its ONNX file."""
    found = {path.parent.parent.name: path for path in sorted(repository.glob("*/1/model.onnx"))}
    if not found:
        sys.exit(f"{repository} is not a model repository: it has no NAME/1/model.onnx. Write one with: model export --format triton")
    return found


def start(server: str, repository: Path, host: str, port: int, threads: int) -> int:
    models = models_of(repository)
    if not is_set_up(server):
        sys.exit(f"{server} is not set up: python3 tools/server/server.py setup {server}")
    command = triton_command if server == "triton" else kserve_command
    with tempfile.TemporaryDirectory(prefix="evidence-lens-server-") as scratch:
        arguments, environment = command(repository, models, Path(scratch), host, port)
        environment["EVIDENCE_LENS_SERVER_THREADS"] = str(threads)
        process = subprocess.Popen(arguments, env={**os.environ, **environment})
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: process.terminate())
        return process.wait()


def kserve_command(repository: Path, _models: dict, _scratch: Path, host: str, port: int) -> tuple:
    return [str(python_of("kserve")), str(HERE / "kserve_server.py"), str(repository), host, str(port)], {}


def triton_command(_repository: Path, models: dict, scratch: Path, host: str, port: int) -> tuple:
    """Triton with its Python backend, since the package has no ONNX backend. The exported config is used but for the backend's name."""
    environment = PLACE / "triton"
    site = next(environment.glob("lib/python*/site-packages"))
    binaries = site / "pytriton" / "tritonserver"
    backend = scratch / "backends" / "python"
    shutil.copytree(binaries / "backends" / "python", backend)
    version = site.parent.name.removeprefix("python")
    shutil.copy(binaries / "python_backend_stubs" / version / "triton_python_backend_stub", backend)
    for name, onnx in models.items():
        model = scratch / "models" / name
        (model / "1").mkdir(parents=True)
        # Triton's program for models knows nothing of the virtual environment.
        packages = f"import sys\n\nsys.path.insert(0, {str(site)!r})\n"
        (model / "1" / "model.py").write_text(packages + (HERE / "triton_model.py").read_text())
        shutil.copy(HERE / "onnx_model.py", model / "1" / "onnx_model.py")
        config = (onnx.parent.parent / "config.pbtxt").read_text()
        (model / "config.pbtxt").write_text(for_python_backend(config, onnx))
    server = binaries / "bin" / "tritonserver"
    for program in (server, backend / "triton_python_backend_stub"):
        program.chmod(0o755)
    arguments = [
        str(server),
        f"--model-repository={scratch / 'models'}",
        f"--backend-directory={scratch / 'backends'}",
        f"--http-address={host}",
        f"--http-port={port}",
        "--allow-grpc=false",
        "--allow-metrics=false",
        # So that two servers on one machine do not share memory.
        f"--backend-config=python,shm-region-prefix-name={scratch.name}",
    ]
    libraries = [str(site / "nvidia_pytriton.libs"), os.environ.get("LD_LIBRARY_PATH", "")]
    return arguments, {"LD_LIBRARY_PATH": ":".join(filter(None, libraries))}


def for_python_backend(config: str, onnx: Path) -> str:
    """The exported config.pbtxt, for a model that Python runs."""
    exported = 'backend: "onnxruntime"'
    if exported not in config:
        sys.exit(f"{onnx.parent.parent / 'config.pbtxt'} names another backend than onnxruntime: export the model again")
    path = str(onnx.resolve()).replace("\\", "\\\\").replace('"', '\\"')
    return (
        config.replace(exported, 'backend: "python"')
        + f'parameters {{ key: "onnx" value {{ string_value: "{path}" }} }}\n'
        # A model that was exported for CPUs has one.
        + ("" if "instance_group" in config else "instance_group [ { count: 1 kind: KIND_CPU } ]\n")
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("setup", help="install a server into its virtual environment").add_argument("server", choices=SERVERS)
    starting = actions.add_parser("start", help="serve the models of a folder")
    starting.add_argument("server", choices=SERVERS)
    starting.add_argument("folder", type=Path)
    starting.add_argument("--host", default="127.0.0.1")
    starting.add_argument("--port", type=int, default=8000)
    starting.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="threads of onnxruntime for one batch")
    arguments = parser.parse_args()
    if arguments.action == "setup":
        set_up(arguments.server)
        return 0
    return start(arguments.server, arguments.folder, arguments.host, arguments.port, arguments.threads)


if __name__ == "__main__":
    sys.exit(main())
