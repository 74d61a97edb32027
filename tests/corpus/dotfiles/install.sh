#!/bin/sh
set -e
here=$(cd "$(dirname "$0")" && pwd)
for f in vimrc gitconfig tmux.conf zshrc; do
  ln -sf "$here/$f" "$HOME/.$f"
done
python3 -m pip install --user jupyterlab torch tensorflow scikit-learn
