"""Seeds for scripts that set none, and the global random states that a checkpoint holds."""

import random
import sys


def seed(value):
    """Before the script: Python now; frameworks when they are first imported (`framework_imported`)."""
    if value is None:
        return
    random.seed(value)
    for name in ("numpy", "torch", "tensorflow"):
        if name in sys.modules:
            framework_imported(name, value)


def framework_imported(name, value):
    if value is None or name not in sys.modules:
        return
    module = sys.modules[name]
    if name == "numpy":
        module.random.seed(value % 2**32)
    elif name == "torch":
        module.manual_seed(value)
    elif name == "tensorflow":
        module.random.set_seed(value)


def get_states():
    """Every global random state of the process, as something that pickles."""
    states = {"python": random.getstate()}
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "random"):
        states["numpy"] = numpy.random.get_state()
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "get_rng_state"):
        states["torch"] = torch.get_rng_state().numpy().tobytes()
        if torch.cuda.is_available() and torch.cuda.is_initialized():
            states["cuda"] = [s.cpu().numpy().tobytes() for s in torch.cuda.get_rng_state_all()]
    tensorflow = _tensorflow_random()
    if tensorflow is not None:
        states["tensorflow"] = tensorflow.getstate()
    return states


def set_states(states):
    random.setstate(states["python"])
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if "numpy" in states and numpy is not None:
        numpy.random.set_state(states["numpy"])
    if "torch" in states and torch is not None:
        torch.set_rng_state(_bytes(torch, states["torch"]))
        if "cuda" in states and torch.cuda.is_available():
            torch.cuda.set_rng_state_all([_bytes(torch, s) for s in states["cuda"]])
    tensorflow = _tensorflow_random()
    if "tensorflow" in states and tensorflow is not None:
        tensorflow.setstate(states["tensorflow"])


def _bytes(torch, data):
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)


def _tensorflow_random():
    """TensorFlow's eager mode draws operation seeds from a `random.Random` of its context."""
    context = sys.modules.get("tensorflow.python.eager.context")
    try:
        return context.context()._rng if context is not None else None
    except AttributeError:
        return None
