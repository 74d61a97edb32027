//! `anneal images`: what trainings run in, without a server.

use std::path::PathBuf;
use std::process::ExitCode;

use anneal_trainer::executor::{Images as Engine, PrepareError};
use anneal_trainer::{Config, Profile};
use serde_json::json;

use crate::args::{Images, Output};
use crate::commands::read::print;
use crate::fault::Fault;
use crate::up::{default_data, flags, load};

pub(crate) async fn run(command: Images) -> Result<ExitCode, Fault> {
    match command {
        Images::List { output } => list(&config(None)?, output).await?,
        Images::Build { names, place, output } => {
            let profiles = profiles(&names)?;
            let config = config(place.data)?;
            for profile in profiles {
                build(&config, &profile, output).await?;
            }
        }
        Images::Log { name, place } => log(&config(place.data)?, &name)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The trainer's settings, as `anneal up` has them.
fn config(data: Option<PathBuf>) -> Result<Config, Fault> {
    let data = data.map_or_else(default_data, Ok)?;
    load("trainer", flags(&[("--data", data.as_os_str())]))
}

/// The profiles of these names; all where none is named.
fn profiles(names: &[String]) -> Result<Vec<Profile>, Fault> {
    let all = Profile::names();
    let named: Vec<&str> =
        if names.is_empty() { all.clone() } else { names.iter().map(String::as_str).collect() };
    let unknown = |name: &str| {
        Fault::usage(format!("there is no image `{name}`"), format!("use one of {}", all.join(", ")))
    };
    named.into_iter().map(|name| Profile::named(name).ok_or_else(|| unknown(name))).collect()
}

async fn engine(config: &Config) -> Result<Engine, Fault> {
    let engine = Engine::connect(config).await;
    engine.map_err(|error| Fault::new(error, "start the Docker engine, or set DOCKER_HOST to it"))
}

async fn list(config: &Config, output: Output) -> Result<(), Fault> {
    let engine = engine(config).await?;
    for profile in profiles(&[])? {
        let built = engine.built(&profile).await.map_err(|error| fault(&error))?;
        let digest = built.map(|image| image.digest);
        let told = json!({"name": profile.name, "image": profile.reference(), "digest": digest});
        let state = digest.as_deref().unwrap_or("not built");
        let line = format!("{:<8} {:<28} {state}", profile.name, profile.reference());
        print(&if output.is_json() { told.to_string() } else { line });
    }
    Ok(())
}

/// Builds one; its lines go to standard error as they come.
async fn build(config: &Config, profile: &Profile, output: Output) -> Result<(), Fault> {
    let name = profile.name.clone();
    let engine = engine(config).await?.telling(move |line| eprintln!("{name}: {line}"));
    let was_there = engine.built(profile).await.map_err(|error| fault(&error))?.is_some();
    let image = engine.build(profile).await.map_err(|error| fault(&error))?;
    let told = json!({"name": profile.name, "image": image.reference, "digest": image.digest,
        "built": !was_there});
    let state = if was_there { "was there" } else { "built" };
    let line = format!("{:<8} {:<28} {state}", profile.name, image.reference);
    print(&if output.is_json() { told.to_string() } else { line });
    Ok(())
}

fn log(config: &Config, name: &str) -> Result<(), Fault> {
    let reference = Profile::named(name).map_or_else(|| name.to_owned(), |profile| profile.reference());
    let path = config.image_log(&reference);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let what = format!("there is no log of {reference}: {}: {error}", path.display());
        Fault::new(what, "it is kept by the machine and in the data directory that built it; see --data")
    })?;
    print(text.trim_end());
    Ok(())
}

fn fault(error: &PrepareError) -> Fault {
    match error {
        PrepareError::Impossible(reason) => Fault::new(&reason.what, reason.remedy.clone()),
        PrepareError::Unavailable(why) => Fault::new(why, "try again when the Docker engine answers"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_none_is_wrong_usage_and_no_name_means_all() {
        let fault = profiles(&["cobol".to_owned()]).expect_err("unknown");
        assert_eq!(fault.exit_code(), 2);
        assert!(fault.to_string().contains("sklearn"), "{fault}");
        assert_eq!(profiles(&[]).expect("all").len(), Profile::names().len());
    }

    #[test]
    fn the_log_of_a_build_is_read_by_name_and_by_reference() {
        let data = tempfile::tempdir().expect("temporary directory");
        let config = config(Some(data.path().to_owned())).expect("settings");
        let missing = log(&config, "sklearn").expect_err("not built").to_string();
        assert!(missing.contains("anneal/sklearn:") && missing.contains("--data"), "{missing}");
        let reference = Profile::named("sklearn").expect("a profile").reference();
        let path = config.image_log(&reference);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        std::fs::write(&path, "Step 1/9\n").expect("written");
        log(&config, "sklearn").expect("there");
        log(&config, &reference).expect("there");
    }
}
