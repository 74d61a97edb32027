//! Trainings without Python: a script says what each attempt does, a task does it on tokio's clock.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anneal_proto::Digest;
use anneal_trainer::executor::{Executor, ExecutorError, Exit, Image, Launch, PrepareError};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;

/// What a simulated training does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Script {
    /// Steps of a training, a second each.
    pub steps: u32,
    /// The first attempt is killed after this step, where it starts from the beginning.
    pub killed_after: Option<u32>,
    /// Every attempt raises the same exception after this step.
    pub raises_after: Option<u32>,
    /// Accuracy of the source as pushed; wider layers and more iterations add to it.
    pub accuracy: f64,
}

impl Default for Script {
    fn default() -> Self {
        Self { steps: 3, killed_after: None, raises_after: None, accuracy: 0.9 }
    }
}

/// An executor that simulates.
#[derive(Default)]
pub struct Simulated {
    attempts: Mutex<HashMap<String, watch::Sender<Option<Exit>>>>,
}

impl Simulated {
    fn attempt(&self, name: &str) -> watch::Sender<Option<Exit>> {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.entry(name.to_owned()).or_insert_with(|| watch::channel(None).0).clone()
    }

    /// Kills every running attempt, as when a host dies.
    pub fn kill_all(&self) {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.values().for_each(|exit| end(exit, Exit { signal: Some(9), ..Exit::default() }));
    }
}

/// Only the first end counts.
fn end(exit: &watch::Sender<Option<Exit>>, how: Exit) {
    exit.send_if_modified(|slot| {
        let first = slot.is_none();
        if first {
            *slot = Some(how);
        }
        first
    });
}

#[async_trait]
impl Executor for Simulated {
    fn name(&self) -> &'static str {
        "simulated"
    }

    fn inside(&self, path: &Path, _launch_dir: &Path) -> PathBuf {
        path.to_owned()
    }

    async fn prepare(&self, image: &str, _requirements: &[String]) -> Result<Image, PrepareError> {
        Ok(Image { reference: image.to_owned(), digest: Digest::of(image.as_bytes()).to_string() })
    }

    async fn start(&self, launch: &Launch) -> Result<(), ExecutorError> {
        let claimed = launch.dir.join("claimed");
        if fs::create_dir(&claimed).is_err() {
            return Ok(());
        }
        let exit = self.attempt(&launch.name);
        let mut training = Training::new(launch);
        tokio::spawn(async move {
            let mut ended = exit.subscribe();
            tokio::select! {
                how = training.run() => end(&exit, how),
                _ = ended.wait_for(Option::is_some) => {}
            }
        });
        Ok(())
    }

    async fn wait(&self, launch: &Launch) -> Result<Exit, ExecutorError> {
        let mut exit = self.attempt(&launch.name).subscribe();
        let ended = exit.wait_for(Option::is_some).await;
        Ok(ended.ok().and_then(|exit| exit.clone()).unwrap_or_default())
    }

    async fn kill(&self, launch: &Launch) -> Result<(), ExecutorError> {
        end(&self.attempt(&launch.name), Exit { signal: Some(9), ..Exit::default() });
        Ok(())
    }

    async fn remove(&self, launch: &Launch) -> Result<(), ExecutorError> {
        let _ = fs::remove_dir_all(&launch.dir);
        Ok(())
    }
}

/// One attempt that is being simulated.
struct Training {
    dir: PathBuf,
    token: String,
    script: Script,
    resumed_from: u32,
    first: bool,
    lines: u32,
}

impl Training {
    fn new(launch: &Launch) -> Self {
        let read = |name: &str| fs::read_to_string(launch.dir.join(name)).unwrap_or_default();
        let resume = launch.environment.iter().find(|(name, _)| name == "ANNEAL_RESUME_STEP");
        Self {
            dir: launch.dir.clone(),
            token: read("token"),
            script: serde_json::from_str(&read("source/simulation.json")).unwrap_or_default(),
            resumed_from: resume.and_then(|(_, step)| step.parse().ok()).unwrap_or(0),
            first: launch.name.ends_with("-a1"),
            lines: 0,
        }
    }

    async fn run(&mut self) -> Exit {
        let steps = self.script.steps;
        for step in self.resumed_from + 1..=steps {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if self.script.raises_after == Some(step - 1) {
                return self.raise();
            }
            self.say("step", &json!({"step": step, "total": steps, "unit": "epoch", "metrics": []}));
            self.checkpoint(step);
            if self.first && self.script.killed_after == Some(step) {
                return Exit { signal: Some(9), ..Exit::default() };
            }
        }
        let accuracy = self.accuracy();
        let source = "sklearn.metrics.accuracy_score";
        self.say(
            "metric",
            &json!({"name": "accuracy", "split": "test", "value": accuracy, "source": source}),
        );
        // Time for the last lines to be read while it still runs.
        tokio::time::sleep(Duration::from_secs(1)).await;
        Exit { code: Some(0), ..Exit::default() }
    }

    /// Better with every change that a tuner would make: the values that differ from the pushed ones.
    fn accuracy(&self) -> f64 {
        let source = fs::read_to_string(self.dir.join("source/train.py")).unwrap_or_default();
        let changed = !source.contains("hidden_layer_sizes=(4,), max_iter=10, random_state=0)");
        if changed { (self.script.accuracy + 0.5).min(0.97) } else { self.script.accuracy }
    }

    fn checkpoint(&mut self, step: u32) {
        let path = format!("step-{step}.ckpt");
        let bytes = format!("state after step {step}");
        let _ = fs::write(self.dir.join("checkpoints").join(&path), &bytes);
        let sha256 = Digest::of(bytes.as_bytes()).hex();
        self.say("checkpoint", &json!({"step": step, "path": path, "format": "simulated", "sha256": sha256}));
    }

    fn raise(&mut self) -> Exit {
        let told = json!({"type": "ValueError", "message": "shapes differ", "fingerprint": "f00d",
            "traceback": "Traceback (most recent call last):\nValueError: shapes differ",
            "file": "train.py", "line": 10});
        self.say("exception", &told);
        Exit { code: Some(1), ..Exit::default() }
    }

    fn say(&mut self, kind: &str, fields: &Value) {
        let mut line = json!({"v": 1, "token": self.token, "n": self.lines, "time": 0.0, "kind": kind});
        if let (Some(line), Some(fields)) = (line.as_object_mut(), fields.as_object()) {
            line.extend(fields.clone());
        }
        self.lines += 1;
        let file = OpenOptions::new().create(true).append(true).open(self.dir.join("channel.jsonl"));
        let _ = file.and_then(|mut file| writeln!(file, "{line}"));
    }
}
