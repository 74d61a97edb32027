import importlib

from models.base_model import BaseModel


def find_model(name):
    lib = importlib.import_module('models.' + name + '_model')
    wanted = name.replace('_', '') + 'model'
    for attr, cls in vars(lib).items():
        if attr.lower() == wanted and issubclass(cls, BaseModel):
            return cls
    raise NotImplementedError('no %s in %s' % (wanted, lib.__name__))


def get_option_setter(name):
    return find_model(name).modify_commandline_options


def create_model(opt):
    model = find_model(opt.model)(opt)
    print('model [%s] was created' % type(model).__name__)
    return model
