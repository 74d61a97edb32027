//! Settings in layers: defaults, the section of a file, `ANNEAL_*`, flags. Later ones win.
//!
//! A service's settings are one `clap` struct: every field is a flag `--name`, a variable
//! `ANNEAL_NAME` and a key `name` in the file's section of the service (or in `[all]`). clap checks them
//! all alike, so a mistake in any of them is reported with the field, the value and what is expected.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, FromArgMatches};

use crate::secret::Secret;

/// Settings that every service has.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The broker.
    #[arg(long, env = "ANNEAL_NATS_URL", default_value = "nats://127.0.0.1:4222")]
    pub nats_url: String,
    /// User at the broker; empty for a broker without users.
    #[arg(long, env = "ANNEAL_NATS_USER", default_value = "")]
    pub nats_user: String,
    /// Password at the broker.
    #[arg(long, env = "ANNEAL_NATS_PASSWORD", hide_env_values = true)]
    pub nats_password: Option<Secret>,
    /// The broker's monitoring address, such as `http://nats:8222`: asked at the start whether the broker syncs what it
    /// acknowledges.
    #[arg(long, env = "ANNEAL_NATS_MONITOR")]
    pub nats_monitor: Option<String>,
    /// Where health (`/healthz`, `/readyz`) and metrics (`/metrics`) are served; port 0 takes a free one.
    #[arg(long, env = "ANNEAL_ADMIN_LISTEN", default_value = "127.0.0.1:0")]
    pub admin_listen: String,
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read or is no TOML.
    #[error("the configuration file {path} cannot be used: {why}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A key of the file is no setting.
    #[error("{path}: `{key}` in [{section}] is no setting{nearest}")]
    UnknownKey {
        /// Which file.
        path: PathBuf,
        /// Which section.
        section: String,
        /// Which key.
        key: String,
        /// `; did you mean …?` where there is a near one.
        nearest: String,
    },
    /// A value is not what it must be; or help was asked for.
    #[error("{0}")]
    Value(#[from] clap::Error),
}

/// Loads the settings of a service. `ANNEAL_CONFIG` names the file; without it there is none.
///
/// # Errors
/// Naming the field, where it was set, and what to do.
pub fn load<C: CommandFactory + FromArgMatches>(
    section: &str,
    argv: impl IntoIterator<Item = OsString>,
) -> Result<C, ConfigError> {
    let file = std::env::var_os("ANNEAL_CONFIG").map(PathBuf::from);
    load_from(section, file.as_deref(), argv)
}

fn load_from<C: CommandFactory + FromArgMatches>(
    section: &str,
    file: Option<&Path>,
    argv: impl IntoIterator<Item = OsString>,
) -> Result<C, ConfigError> {
    let mut command = C::command().args_override_self(true);
    let mut words = vec![OsString::from(format!("anneal-{section}"))];
    if let Some(path) = file {
        words.extend(flags_of(path, section, &command)?);
    }
    words.extend(argv);
    let mut matches = command.try_get_matches_from_mut(words)?;
    Ok(C::from_arg_matches_mut(&mut matches)?)
}

/// The file's settings as flags, less those that a variable overrides.
fn flags_of(path: &Path, section: &str, command: &clap::Command) -> Result<Vec<OsString>, ConfigError> {
    let bad = |why: String| ConfigError::File { path: path.to_owned(), why };
    let text = std::fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
    let tables: toml::Table = text.parse().map_err(|error: toml::de::Error| bad(error.to_string()))?;
    let mut flags = Vec::new();
    for (name, required) in [("all", false), (section, true)] {
        let Some(table) = tables.get(name).and_then(toml::Value::as_table) else {
            continue;
        };
        for (key, value) in table {
            let Some(arg) = command.get_arguments().find(|arg| arg.get_id().as_str() == key) else {
                // What [all] says for some services need not be known to every one.
                if required {
                    return Err(unknown(path, name, key, command));
                }
                continue;
            };
            if arg.get_env().is_some_and(|name| std::env::var_os(name).is_some()) {
                continue;
            }
            let texts = texts_of(value).ok_or_else(|| bad(format!("`{key}` in [{name}] is a table")))?;
            flags.extend(texts.into_iter().map(|text| format!("--{}={text}", key.replace('_', "-")).into()));
        }
    }
    Ok(flags)
}

fn texts_of(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(text) => Some(vec![text.clone()]),
        toml::Value::Array(values) => {
            values.iter().map(texts_of).collect::<Option<Vec<_>>>().map(|t| t.concat())
        }
        toml::Value::Table(_) => None,
        other => Some(vec![other.to_string()]),
    }
}

fn unknown(path: &Path, section: &str, key: &str, command: &clap::Command) -> ConfigError {
    let names = command.get_arguments().map(|arg| arg.get_id().as_str());
    let near = names.map(|name| (strsim::damerau_levenshtein(name, key), name)).min();
    let nearest = near.filter(|(distance, _)| *distance <= 3);
    ConfigError::UnknownKey {
        path: path.to_owned(),
        section: section.to_owned(),
        key: key.to_owned(),
        nearest: nearest.map(|(_, name)| format!("; did you mean `{name}`?")).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Settings {
        #[command(flatten)]
        common: Common,
        /// Trainings at once.
        #[arg(long, default_value_t = 1)]
        slots: usize,
    }

    fn load(text: &str, argv: &[&str]) -> Result<Settings, ConfigError> {
        let file = tempfile::NamedTempFile::new().expect("temporary file");
        std::fs::write(file.path(), text).expect("written");
        load_from("trainer", Some(file.path()), argv.iter().map(OsString::from))
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let text = "[all]\nnats_user = \"u\"\nother = 1\n[trainer]\nslots = 3\n";
        let settings = load(text, &[]).expect("usable");
        assert_eq!((settings.slots, settings.common.nats_user.as_str()), (3, "u"));
        assert_eq!(load(text, &["--slots", "4"]).expect("usable").slots, 4);
    }

    #[test]
    fn a_mistake_names_the_field_and_the_remedy() {
        let error = load("[trainer]\nslot = 3\n", &[]).expect_err("unknown key").to_string();
        assert!(error.ends_with("`slot` in [trainer] is no setting; did you mean `slots`?"), "{error}");
        let error = load("[trainer]\nslots = \"many\"\n", &[]).expect_err("no number").to_string();
        assert!(error.contains("'many' for '--slots"), "{error}");
    }
}
