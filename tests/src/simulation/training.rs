//! A training without Python. Its state after a step follows from its state before, so that what comes of it shows
//! whether it went on from where it was.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anneal_proto::Digest;
use anneal_trainer::executor::{Exit, Launch};
use serde_json::{Value, json};

use super::draw::Draw;
use super::engine::{AttemptName, Engines};
use super::plan::{Fault, Kind};
use super::shapes::{Script, as_pushed};
use super::world::World;

const STEP: &[Kind] = &[Kind::Killed, Kind::Raises, Kind::OutOfMemory];

/// One attempt that is being simulated.
pub(crate) struct Training {
    world: Arc<World>,
    engines: Arc<Engines>,
    name: AttemptName,
    place: String,
    dir: PathBuf,
    token: String,
    memory: u64,
    script: Script,
    source: String,
    from: u32,
    resumed: Option<String>,
    lines: u32,
}

/// Where in a step a training is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    Before,
    InLine,
    BeforeCheckpoint,
    BeforeAnnouncement,
    After,
}

const POINTS: [Point; 5] =
    [Point::Before, Point::InLine, Point::BeforeCheckpoint, Point::BeforeAnnouncement, Point::After];

fn killed() -> Exit {
    Exit { signal: Some(9), ..Exit::default() }
}

/// The state after a step of the training of a source.
fn state(source: &str, step: u32) -> String {
    let first = Digest::of(source.as_bytes()).hex();
    (1..=step).fold(first, |state, step| Digest::of(format!("{state} {step}").as_bytes()).hex())
}

impl Training {
    pub(crate) fn new(
        world: &Arc<World>,
        engines: &Arc<Engines>,
        launch: &Launch,
        name: AttemptName,
    ) -> Self {
        let read = |file: &str| fs::read_to_string(launch.dir.join(file)).unwrap_or_default();
        let variable = |wanted: &str| launch.environment.iter().find(|(name, _)| name == wanted);
        let from = variable("ANNEAL_RESUME_STEP").and_then(|(_, step)| step.parse().ok()).unwrap_or(0);
        let run = name.run.parse().map(|run| world.name_of(&run)).unwrap_or_default();
        Self {
            world: Arc::clone(world),
            engines: Arc::clone(engines),
            place: format!("training/{run}/{}/{}", name.trial, name.attempt),
            name,
            dir: launch.dir.clone(),
            token: read("token"),
            memory: launch.memory,
            script: serde_json::from_str(&read("source/simulation.json")).unwrap_or_default(),
            source: read("source/train.py"),
            from,
            resumed: (from > 0).then(|| read("resume")),
            lines: 0,
        }
    }

    pub(crate) async fn run(mut self) -> Exit {
        self.world.trace(&format!("{} begins after step {}", self.place, self.from));
        let wanted = format!("{} {}", self.from, state(&self.source, self.from));
        if let Some(resumed) = self.resumed.take().filter(|resumed| *resumed != wanted) {
            let what = format!("{} goes on from `{resumed}` instead of `{wanted}`", self.place);
            self.world.violated("resumes_where_it_was", what);
        }
        let mut current = state(&self.source, self.from);
        for step in self.from + 1..=self.script.steps {
            tokio::time::sleep(Duration::from_millis(self.script.step_ms)).await;
            if let Some((after, kind)) = self.script.raises.clone().filter(|(after, _)| *after == step - 1) {
                return self.raise(&kind, after);
            }
            current = Digest::of(format!("{current} {step}").as_bytes()).hex();
            if let Some(exit) = self.step(step, &current) {
                self.world.trace(&format!("{} ends in step {step}: {exit:?}", self.place));
                return exit;
            }
        }
        self.finish(&current).await
    }

    async fn finish(&mut self, current: &str) -> Exit {
        let model = self.dir.join("artifacts/model.bin");
        let _ = fs::write(&model, format!("model {current}"));
        self.say("model", &json!({"path": model, "format": "simulated"}));
        let changed = if as_pushed(&self.source) { 0.0 } else { 0.5 };
        let accuracy = (self.script.accuracy + changed).min(0.97);
        let source = "sklearn.metrics.accuracy_score";
        self.say(
            "metric",
            &json!({"name": "accuracy", "split": "test", "value": accuracy, "source": source}),
        );
        tokio::time::sleep(Duration::from_millis(self.script.step_ms)).await;
        self.world.trace(&format!("{} ends", self.place));
        Exit { code: Some(0), ..Exit::default() }
    }

    /// One step; how the attempt ended, where it did.
    fn step(&mut self, step: u32, current: &str) -> Option<Exit> {
        let (point, exit) = self.harm(step);
        if point == Some(Point::Before) {
            return Some(exit);
        }
        let line = json!({"step": step, "total": self.script.steps, "unit": "epoch", "metrics": []});
        if point == Some(Point::InLine) {
            let text = self.line("step", &line);
            self.append(&text[..text.len() / 2]);
            return Some(exit);
        }
        self.say("step", &line);
        self.engines.note(&self.name, |facts| facts.steps.push(step));
        if point == Some(Point::BeforeCheckpoint) {
            return Some(exit);
        }
        let (path, bytes) = (format!("step-{step}.ckpt"), format!("{step} {current}"));
        let _ = fs::write(self.dir.join("checkpoints").join(&path), &bytes);
        if point == Some(Point::BeforeAnnouncement) {
            return Some(exit);
        }
        let sha256 = Digest::of(bytes.as_bytes()).hex();
        self.say("checkpoint", &json!({"step": step, "path": path, "format": "simulated", "sha256": sha256}));
        self.engines.note(&self.name, |facts| facts.checkpoint = step);
        let scripted = self.script.killed_after == Some(step) && self.name.attempt == 1;
        if scripted {
            return Some(killed());
        }
        (point == Some(Point::After)).then_some(exit)
    }

    /// Whether, where and how this step is the attempt's last.
    fn harm(&mut self, step: u32) -> (Option<Point>, Exit) {
        let place = format!("{}/{step}", self.place);
        // A fault that a trial is not to survive would change the outcome, and rightly.
        let most = if self.script.killed_after.is_some() { 1 } else { 2 };
        if self.world.plan.fault(&place, 0, STEP).is_none() || !self.engines.may_harm(&self.name, most) {
            return (None, killed());
        }
        let Some(fault) = self.world.fault(&place, 0, STEP) else { return (None, killed()) };
        let exit = match fault {
            Fault::Raises => {
                let lines = self.lines;
                self.raise("OSError", step - 1);
                self.lines = lines + 1;
                return (Some(Point::Before), Exit { code: Some(1), ..Exit::default() });
            }
            Fault::OutOfMemory if self.memory > 0 => Exit { out_of_memory: true, ..killed() },
            _ => killed(),
        };
        (Draw::of(self.world.plan.seed, &place, 1).pick(&POINTS), exit)
    }

    fn raise(&mut self, kind: &str, step: u32) -> Exit {
        // An exception by chance is another one each time; the script's own is always the same.
        let chance = if kind == "OSError" { format!("{}-{step}", self.name.attempt) } else { String::new() };
        let told = json!({"type": kind, "message": "cannot go on", "fingerprint": format!("f00d{chance}"),
            "traceback": format!("Traceback (most recent call last):\n{kind}: cannot go on"),
            "file": "train.py", "line": 10});
        self.say("exception", &told);
        self.world.trace(&format!("{} raises {kind}", self.place));
        Exit { code: Some(1), ..Exit::default() }
    }

    fn say(&mut self, kind: &str, fields: &Value) {
        let line = self.line(kind, fields);
        self.append(&line);
        self.lines += 1;
    }

    fn line(&self, kind: &str, fields: &Value) -> String {
        let mut line = json!({"v": 1, "token": self.token, "n": self.lines, "time": 0.0, "kind": kind});
        if let (Some(line), Some(fields)) = (line.as_object_mut(), fields.as_object()) {
            line.extend(fields.clone());
        }
        format!("{line}\n")
    }

    fn append(&self, text: &str) {
        let file = OpenOptions::new().create(true).append(true).open(self.dir.join("channel.jsonl"));
        let _ = file.and_then(|mut file| file.write_all(text.as_bytes()));
    }
}
