use super::*;

struct Attempt {
    launch: Launch,
    _dir: tempfile::TempDir,
}

fn attempt(name: &str, script: &str) -> Attempt {
    let dir = tempfile::tempdir().expect("temporary directory");
    fs::create_dir(dir.path().join("source")).expect("made");
    fs::create_dir_all(dir.path().join("env/bin")).expect("made");
    std::os::unix::fs::symlink("/bin/sh", dir.path().join("env/bin/python")).expect("linked");
    let launch = Launch {
        name: name.to_owned(),
        image: dir.path().join("env").display().to_string(),
        dir: dir.path().to_owned(),
        cache: dir.path().join("cache"),
        command: vec!["-c".to_owned(), script.to_owned()],
        environment: vec![("GREETING".to_owned(), "hello".to_owned())],
        memory: 0,
    };
    Attempt { launch, _dir: dir }
}

fn executor() -> ProcessExecutor {
    let cache = tempfile::tempdir().expect("temporary directory").keep();
    let config = clap::Parser::parse_from(["trainer", "--cache", &cache.display().to_string()]);
    ProcessExecutor::new(&config).expect("usable")
}

#[tokio::test]
async fn the_status_and_the_output_are_kept_and_it_runs_once() {
    let (executor, attempt) =
        (executor(), attempt("anneal-once", "echo $GREETING:$CARGO_MANIFEST_DIR; exit 3"));
    for _ in 0..3 {
        executor.start(&attempt.launch).await.expect("started");
    }
    let exit = executor.wait(&attempt.launch).await.expect("ended");
    assert_eq!(exit.code, Some(3));
    let output = fs::read_to_string(attempt.launch.dir.join("stdout.log")).expect("kept");
    // Nothing of the trainer's own environment but what is passed on purpose.
    assert_eq!(output, "hello:\n");
}

#[tokio::test]
async fn a_killed_training_is_told_from_a_lost_one() {
    let (executor, attempt) = (executor(), attempt("anneal-killed", "kill -9 $$"));
    executor.start(&attempt.launch).await.expect("started");
    assert_eq!(executor.wait(&attempt.launch).await.expect("ended").signal, Some(9));
}

#[tokio::test]
async fn killing_ends_everything_it_started() {
    let (executor, attempt) = (executor(), attempt("anneal-group", "sleep 600 & sleep 600"));
    executor.start(&attempt.launch).await.expect("started");
    while alive(&attempt.launch).is_none() {
        tokio::time::sleep(POLL).await;
    }
    executor.kill(&attempt.launch).await.expect("killed");
    let exit = executor.wait(&attempt.launch).await.expect("ended");
    assert!(exit.lost, "{exit:?}");
    assert_eq!(alive(&attempt.launch), None);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_whole_group_uses_is_known() {
    let (executor, attempt) =
        (executor(), attempt("anneal-usage", "while :; do :; done & while :; do :; done"));
    executor.start(&attempt.launch).await.expect("started");
    let usage = loop {
        let usage = executor.usage(&attempt.launch).await.expect("asked");
        if let Some(usage) = usage.filter(|usage| usage.cpu > Duration::from_millis(100)) {
            break usage;
        }
        tokio::time::sleep(POLL).await;
    };
    assert!(usage.memory > 0, "{usage:?}");
    executor.kill(&attempt.launch).await.expect("killed");
    executor.wait(&attempt.launch).await.expect("ended");
    assert_eq!(executor.usage(&attempt.launch).await.expect("asked"), None);
}
