"""A Keras model's state as arrays: weights, optimizer, random seeds of its layers; and back."""

import sys


def package_of(model):
    """The top of the Keras that a model is of."""
    for kind in type(model).__mro__:
        name = kind.__module__
        if name.startswith("tensorflow.python.keras"):
            return "tensorflow.python.keras"
        if name.partition(".")[0] in ("keras", "tf_keras"):
            return name.partition(".")[0]
    return "keras"


def callback_base(package):
    for name in (package + ".callbacks", package + ".src.callbacks"):
        module = sys.modules.get(name)
        if module is not None and hasattr(module, "Callback"):
            return module.Callback
    import importlib

    return importlib.import_module(package + ".callbacks").Callback


def _array(variable):
    numpy = sys.modules["numpy"]
    if hasattr(variable, "numpy"):
        return numpy.array(variable.numpy())
    return numpy.array(variable)


def optimizer_variables(optimizer):
    """`variables` was a method before Keras 2.11 and is a list since."""
    found = getattr(optimizer, "variables", None)
    if callable(found) and not isinstance(found, (list, tuple)):
        found = found()
    return list(found or [])


def _seeds(model):
    """States of the layers' seed generators (Keras 3), which weights do not include."""
    found = []
    flatten = getattr(model, "_flatten_layers", None)
    for layer in flatten() if flatten else ():
        for generator in getattr(layer, "_seed_generators", None) or ():
            found.append(generator.state)
    state = sys.modules.get("keras.src.backend.common.global_state")
    shared = state.get_global_attribute("global_seed_generator") if state is not None else None
    if shared is not None:
        found.append(shared.state)
    return found


def take(model):
    optimizer = getattr(model, "optimizer", None)
    return {
        "weights": [_array(v) for v in model.weights],
        "optimizer": [_array(v) for v in optimizer_variables(optimizer)] if optimizer is not None else [],
        "seeds": [_array(v) for v in _seeds(model)],
    }


def restore(model, saved, x):
    """Raises ValueError where the state is not one of this model."""
    _build(model, x)
    optimizer = getattr(model, "optimizer", None)
    _assign(model.weights, saved["weights"], "weights")
    if optimizer is not None and saved["optimizer"]:
        variables = optimizer_variables(optimizer)
        if len(variables) != len(saved["optimizer"]):
            _build_optimizer(optimizer, model)
            variables = optimizer_variables(optimizer)
        _assign(variables, saved["optimizer"], "optimizer variables")
    seeds = _seeds(model)
    if len(seeds) == len(saved["seeds"]):
        _assign(seeds, saved["seeds"], "seeds")


def _assign(variables, arrays, what):
    if len(variables) != len(arrays):
        raise ValueError("%d %s saved, the model has %d" % (len(arrays), what, len(variables)))
    for variable, array in zip(variables, arrays):
        if tuple(variable.shape) != array.shape:
            raise ValueError("%s of shape %s saved, the model has %s" % (what, array.shape, tuple(variable.shape)))
    for variable, array in zip(variables, arrays):
        variable.assign(array)


def _build(model, x):
    """Keras 2 builds a model without declared input only at its first batch."""
    if getattr(model, "built", True) and model.weights:
        return
    shape = getattr(x, "shape", None)
    if shape is not None:
        model.build((None,) + tuple(shape[1:]))


def _build_optimizer(optimizer, model):
    for name in ("build", "_create_all_weights"):
        method = getattr(optimizer, name, None)
        if method is not None:
            method(model.trainable_variables)
            return

