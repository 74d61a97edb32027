import json
import logging
import sys

from core.trainer import Trainer

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")

if __name__ == "__main__":
    with open(sys.argv[1] if len(sys.argv) > 1 else "config.json") as f:
        config = json.load(f)
    trainer = Trainer(config)()
    print("final test loss:", trainer.evaluate())
    trainer.save("weights.pt")
