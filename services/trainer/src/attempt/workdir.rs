//! An attempt's directory and what the training is started with.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anneal_chassis::Retry;
use anneal_eventlog::LogError;
use anneal_proto::v1::{Entry, ObjectRef};

use super::Runner;
use crate::decider::{State, resume_object};
use crate::executor::Launch;

impl Runner {
    /// Makes the attempt's directory where it is not there yet, and says how to start it; or why the checkpoint that
    /// it was to go on from cannot be used.
    pub(super) async fn launch(&self, state: &State, dir: PathBuf) -> Result<Result<Launch, String>, Retry> {
        if !dir.exists()
            && let Some(why) = self.make(state, &dir).await?
        {
            return Ok(Err(why));
        }
        let entry = state.code.as_ref().and_then(|code| code.workload.as_ref()?.entry.clone());
        let mut launch = self.bare_launch(dir);
        launch.command = command(&entry.unwrap_or_default());
        launch.environment = self.environment(&launch)?;
        Ok(Ok(launch))
    }

    /// None when it is made; else what is wrong with the checkpoint.
    async fn make(&self, state: &State, dir: &Path) -> Result<Option<String>, Retry> {
        let partial = dir.with_extension("partial");
        let _ = fs::remove_dir_all(&partial);
        let source = partial.join("source");
        for made in [&source, &partial.join("checkpoints"), &partial.join("artifacts")] {
            fs::create_dir_all(made).map_err(Retry::unavailable)?;
        }
        let tree = state.source.as_ref().and_then(|fetched| fetched.object.clone());
        let archive = self.object(tree).await?;
        tar::Archive::new(archive.as_slice()).unpack(&source).map_err(Retry::failed)?;
        let proposed = state.trials.get(&self.trial).and_then(|trial| trial.proposed.as_ref());
        for changed in proposed.map(|proposed| proposed.changed.as_slice()).unwrap_or_default() {
            let bytes = self.object(changed.object.clone()).await?;
            let path = inside(&source, &changed.path)
                .ok_or_else(|| Retry::failed("a changed file leaves the tree"))?;
            fs::write(path, bytes).map_err(Retry::unavailable)?;
        }
        if let Some((_, _, object)) = resume_object(&self.attempt.started) {
            match self.context.log.object(&object).await {
                Ok(bytes) => fs::write(partial.join("resume"), bytes).map_err(Retry::unavailable)?,
                Err(error @ (LogError::NoObject { .. } | LogError::Damaged { .. })) => {
                    return Ok(Some(error.to_string()));
                }
                Err(error) => return Err(Retry::unavailable(error)),
            }
        }
        fs::write(partial.join("token"), random_token().map_err(Retry::unavailable)?)
            .map_err(Retry::unavailable)?;
        fs::rename(&partial, dir).map_err(Retry::unavailable)?;
        Ok(None)
    }

    async fn object(&self, object: Option<ObjectRef>) -> Result<Vec<u8>, Retry> {
        let object = object.ok_or_else(|| Retry::failed("an event names no object"))?;
        self.context.log.object(&object).await.map_err(Retry::unavailable)
    }

    fn environment(&self, launch: &Launch) -> Result<Vec<(String, String)>, Retry> {
        let seen = |path: &Path| self.executor.inside(path, &launch.dir).display().to_string();
        let data = &launch.cache;
        fs::create_dir_all(data).map_err(Retry::unavailable)?;
        let mut variables = vec![
            ("PYTHONPATH", seen(&self.runtime)),
            ("PYTHONUNBUFFERED", "1".to_owned()),
            ("PYTHONDONTWRITEBYTECODE", "1".to_owned()),
            ("MPLBACKEND", "Agg".to_owned()),
            ("TF_CPP_MIN_LOG_LEVEL", "2".to_owned()),
            ("KERAS_HOME", seen(&data.join("keras"))),
            ("TORCH_HOME", seen(&data.join("torch"))),
            ("HF_HOME", seen(&data.join("huggingface"))),
            ("SCIKIT_LEARN_DATA", seen(&data.join("scikit-learn"))),
            ("ANNEAL_CHANNEL", seen(&launch.dir.join("channel.jsonl"))),
            ("ANNEAL_CHECKPOINTS", seen(&launch.dir.join("checkpoints"))),
            ("ANNEAL_ARTIFACTS", seen(&launch.dir.join("artifacts"))),
            ("ANNEAL_STACKS", seen(&launch.dir.join("stacks.txt"))),
            ("ANNEAL_TOKEN", token(&launch.dir).map_err(Retry::unavailable)?),
        ];
        if let Some((_, step, _)) = resume_object(&self.attempt.started) {
            variables.push(("ANNEAL_RESUME", seen(&launch.dir.join("resume"))));
            variables.push(("ANNEAL_RESUME_STEP", step.to_string()));
        }
        Ok(variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// What follows the interpreter: the runtime, which runs the entry as `python ENTRY ARGS` would.
fn command(entry: &Entry) -> Vec<String> {
    let mut words = vec!["-m".to_owned(), "anneal_runtime".to_owned()];
    if entry.kind == "module" {
        words.extend(["-m".to_owned(), module_name(&entry.path)]);
    } else {
        words.push(entry.path.clone());
    }
    words.extend(entry.args.iter().cloned());
    words
}

/// `pkg/train.py` as `-m` names it: `pkg.train`.
fn module_name(path: &str) -> String {
    let stem = path.strip_suffix(".py").unwrap_or(path);
    stem.strip_suffix("/__main__").unwrap_or(stem).replace('/', ".")
}

/// A path below a directory; none for one that would leave it.
fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    let plain = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    plain.then(|| root.join(path))
}

/// What lines of the channel must carry.
pub(super) fn token(dir: &Path) -> io::Result<String> {
    fs::read_to_string(dir.join("token"))
}

/// 128 random bits.
fn random_token() -> io::Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_cannot_leave_the_tree() {
        let root = Path::new("/w");
        assert_eq!(inside(root, "src/train.py"), Some(PathBuf::from("/w/src/train.py")));
        assert_eq!(inside(root, "../x"), None);
        assert_eq!(inside(root, "/etc/x"), None);
    }

    #[test]
    fn an_entry_is_run_as_its_author_runs_it() {
        let entry =
            Entry { path: "train.py".to_owned(), kind: "script".to_owned(), args: vec!["-n".to_owned()] };
        assert_eq!(command(&entry), ["-m", "anneal_runtime", "train.py", "-n"]);
        let module =
            |path: &str| Entry { path: path.to_owned(), kind: "module".to_owned(), args: Vec::new() };
        assert_eq!(command(&module("pkg/train.py")), ["-m", "anneal_runtime", "-m", "pkg.train"]);
        assert_eq!(command(&module("pkg/__main__.py")), ["-m", "anneal_runtime", "-m", "pkg"]);
    }
}
