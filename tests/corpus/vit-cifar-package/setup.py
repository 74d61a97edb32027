from setuptools import find_packages, setup

setup(
    name="tiny-vit",
    version="0.0.3",
    packages=find_packages(exclude=["tests"]),
    install_requires=["torch>=2.0", "torchvision", "einops", "tqdm"],
    extras_require={"keras": ["keras"], "dev": ["pytest", "black"]},
)
