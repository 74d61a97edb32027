from setuptools import find_packages, setup

setup(name='ads', version='0.1', packages=find_packages(), install_requires=['tensorflow==1.13.1'])
