import argparse

import warehouse_env  # noqa: F401
from stable_baselines3 import A2C, DQN, PPO
from stable_baselines3.common.callbacks import EvalCallback
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy

ALGOS = {"ppo": PPO, "a2c": A2C, "dqn": DQN}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--algo", choices=ALGOS, default="ppo")
    parser.add_argument("--steps", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    env = make_vec_env("Warehouse-v0", n_envs=8, seed=args.seed)
    eval_env = make_vec_env("Warehouse-v0", n_envs=1, seed=1000)
    model = ALGOS[args.algo]("MlpPolicy", env, policy_kwargs=dict(net_arch=[64, 64]), verbose=1, seed=args.seed)
    model.learn(args.steps, callback=EvalCallback(eval_env, eval_freq=5000, best_model_save_path="logs/"))
    mean, std = evaluate_policy(model, eval_env, n_eval_episodes=50)
    print(f"mean reward {mean:.2f} +- {std:.2f}")
    model.save("warehouse")
