"""Objects that need their own way into and out of a state: arrays, tensors, random generators, optimizers."""

import random
import sys


def _torch():
    return sys.modules.get("torch")


def take(value):
    """(kind, state) for what is saved through its own state, or None to pickle it as it is."""
    torch = _torch()
    if torch is None or not hasattr(torch, "Generator"):
        return None
    if isinstance(value, torch.Generator):
        return "generator", value.get_state().numpy().tobytes()
    if _has_state(torch, value):
        return "state_dict", value.state_dict()
    return None


def _has_state(torch, value):
    """Optimizers, their schedulers and gradient scalers: they refer to each other and to functions."""
    module = type(value).__module__
    if isinstance(value, torch.optim.Optimizer):
        return True
    names = [k.__name__ for k in type(value).__mro__]
    if "GradScaler" in names:
        return True
    return ("LRScheduler" in names or "_LRScheduler" in names or "ReduceLROnPlateau" in names) and (
        module.startswith("torch") or hasattr(value, "load_state_dict")
    )


def give(live, snapshot):
    """Restore a live object from what `take` gave."""
    if snapshot.kind == "generator":
        live.set_state(_torch().frombuffer(bytearray(snapshot.state), dtype=_torch().uint8))
    else:
        live.load_state_dict(snapshot.state)


def into(live, saved):
    """Copy a restored array, tensor or generator into the live one; False if it is none of these."""
    if isinstance(saved, random.Random):
        live.setstate(saved.getstate())
        return True
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "random"):
        if isinstance(saved, numpy.random.RandomState):
            live.set_state(saved.get_state())
            return True
        if isinstance(saved, getattr(numpy.random, "Generator", ())):
            live.bit_generator.state = saved.bit_generator.state
            return True
        if isinstance(saved, numpy.ndarray):
            return _array(numpy, live, saved)
    torch = _torch()
    return torch is not None and hasattr(torch, "Tensor") and isinstance(saved, torch.Tensor) and _tensor(torch, live, saved)


def _array(numpy, live, saved):
    """In place only where the array is wholly the object's own; a view may share what must not change."""
    if live.shape != saved.shape or live.dtype != saved.dtype or live.base is not None or not live.flags.writeable:
        return False
    numpy.copyto(live, saved)
    return True


def _tensor(torch, live, saved):
    if live.shape != saved.shape or live.dtype != saved.dtype or live.is_sparse:
        return False
    with torch.no_grad():
        live.data.copy_(saved.data)
    if live.is_leaf and live.requires_grad != saved.requires_grad:
        live.requires_grad_(saved.requires_grad)
    live.grad = None
    return True
