"""One file for each framework: `instrument(name, module)` is called after each of its modules is executed."""
