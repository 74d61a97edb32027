import random

import pytest

import sorts


@pytest.mark.parametrize("f", [sorts.insertion, sorts.merge, sorts.quick])
def test_sorts(f):
    a = [random.randint(0, 9) for _ in range(50)]
    assert f(a) == sorted(a)
