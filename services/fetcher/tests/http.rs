//! Repositories behind git's own smart HTTP server.

mod support;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anneal_fetcher::{Origin, Want};
use axum::http::StatusCode;
use support::http::Server;
use support::{Bench, Repository, at_commit, at_ref, code};
use tokio::net::TcpListener;

/// Three commits on main, one on a branch of its own, a tag at the first.
struct Served {
    repository: Repository,
    server: Server,
    first: String,
    second: String,
    third: String,
    side: String,
}

async fn served() -> Served {
    let repository = Repository::with(&[("train.py", "1")]);
    let first = repository.git(&["rev-parse", "HEAD"]);
    repository.git(&["tag", "--annotate", "--message", "v", "v1"]);
    repository.write("train.py", "2");
    let second = repository.commit("second");
    repository.write("train.py", "3");
    let third = repository.commit("third");
    repository.git(&["checkout", "--quiet", "-b", "side", &first]);
    repository.write("side.py", "4");
    let side = repository.commit("side");
    repository.git(&["checkout", "--quiet", "main"]);
    let server = Server::start(repository.path().to_owned()).await;
    Served { repository, server, first, second, third, side }
}

#[tokio::test]
async fn head_refs_tags_and_commits_are_fetched() {
    let Served { repository, server, first, second, third, side } = served().await;
    let bench = Bench::new();
    for (want, commit) in [
        (Want::default(), &third),
        (at_ref("refs/heads/side"), &side),
        (at_ref("side"), &side),
        (at_ref("v1"), &first),
        (at_commit(&side), &side),
        // Not the tip of anything, and this server serves no bare ids: found in the history.
        (at_commit(&second), &second),
        (at_commit(&second[..10]), &second),
        (Want { reference: "refs/heads/main".to_owned(), commit: second.clone() }, &second),
        (Want { reference: "refs/heads/side".to_owned(), commit: second.clone() }, &second),
        (Want { reference: "refs/heads/deleted".to_owned(), commit: second.clone() }, &second),
    ] {
        let fetched = bench.fetch(server.origin(".git"), want.clone()).await.expect("fetched");
        assert_eq!(&fetched.commit, commit, "{want:?}");
        assert_eq!(fetched.tree, repository.git(&["rev-parse", &format!("{commit}^{{tree}}")]));
    }
    let remote = bench.fetch(server.origin(".git"), Want::default()).await.expect("fetched");
    let local = bench.local(repository.path(), Want::default()).await.expect("fetched");
    assert_eq!(remote, local);
}

#[tokio::test]
async fn a_server_that_serves_bare_ids_is_asked_for_nothing_else() {
    let Served { repository, server, second, .. } = served().await;
    repository.git(&["config", "uploadpack.allowReachableSHA1InWant", "true"]);
    let bench = Bench::new();
    let fetched = bench.fetch(server.origin(".git"), at_commit(&second)).await.expect("fetched");
    assert_eq!(fetched.commit, second);
    // Twice the list of refs, and one pack.
    assert!(server.requests.load(Ordering::SeqCst) <= 4, "{:?}", server.requests);
    let asked = server.bodies.lock().expect("no panic").concat();
    assert!(asked.contains("deepen 1") && asked.contains(&second), "{asked}");
    let gone = bench.fetch(server.origin(".git"), at_commit(&"ab".repeat(20))).await;
    assert_eq!(code(&gone), "commit_missing");
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let Served { server, repository: _kept, .. } = served().await;
    let bench = Bench::new();
    let gone = bench.fetch(server.origin(".git"), at_commit(&"ab".repeat(20))).await;
    assert_eq!(code(&gone), "commit_missing");
    assert_eq!(code(&bench.fetch(server.origin(".git"), at_commit("--help")).await), "commit_missing");
    assert_eq!(code(&bench.fetch(server.origin(".git"), at_ref("gone")).await), "ref_missing");
    let before = server.requests.load(Ordering::SeqCst);
    let nowhere = bench.fetch(server.origin("nowhere.git"), Want::default()).await;
    assert_eq!(code(&nowhere), "unreachable_repository");
    // A clear answer is not asked for again.
    assert_eq!(server.requests.load(Ordering::SeqCst), before + 1);
    let empty = Repository::new();
    let server = Server::start(empty.path().to_owned()).await;
    assert_eq!(code(&bench.fetch(server.origin(".git"), Want::default()).await), "empty_repository");
}

#[tokio::test]
async fn a_private_repository_is_not_asked_for_a_password() {
    let repository = Repository::with(&[("a.py", "1")]);
    let refuse = Some((usize::MAX, StatusCode::UNAUTHORIZED));
    let server = Server::refusing(repository.path().to_owned(), refuse).await;
    let answer = Bench::new().fetch(server.origin(".git"), Want::default()).await;
    assert_eq!(code(&answer), "authentication_required");
}

#[tokio::test]
async fn a_server_that_stumbles_is_asked_again() {
    let repository = Repository::with(&[("a.py", "1")]);
    let refuse = Some((1, StatusCode::SERVICE_UNAVAILABLE));
    let server = Server::refusing(repository.path().to_owned(), refuse).await;
    assert!(Bench::new().fetch(server.origin(".git"), Want::default()).await.is_ok());
}

#[tokio::test]
async fn a_server_that_is_away_is_given_up_on() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let origin = Origin::Remote(format!("http://me:s3cret@{address}/r.git").parse().expect("a URL"));
    let started = Instant::now();
    let answer = Bench::new().fetch(origin, Want::default()).await;
    assert_eq!(code(&answer), "unreachable_repository");
    assert!(started.elapsed() >= Duration::from_secs(4), "three tries");
    let reason = answer.expect_err("a failure");
    assert!(!format!("{reason:?}").contains("s3cret"), "{reason:?}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_alone_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let origin = Origin::Remote(format!("http://{address}/r.git").parse().expect("a URL"));
    let answer = Bench::limited(&["--fetch-seconds=1"]).fetch(origin, Want::default()).await;
    assert_eq!(code(&answer), "over_limit");
    assert!(answer.expect_err("a failure").what.starts_with("fetching takes too long"));
}

#[tokio::test]
async fn a_large_repository_is_cut_short() {
    let repository = Repository::new();
    // Not compressible, so that the limit is met while it is transferred.
    let noise: String = (0_u64..250_000).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_string()).collect();
    repository.write("data.csv", &noise);
    repository.commit("data");
    let server = Server::start(repository.path().to_owned()).await;
    let answer = Bench::limited(&["--source-mib=1"]).fetch(server.origin(".git"), Want::default()).await;
    assert_eq!(code(&answer), "over_limit");
    assert!(answer.expect_err("a failure").what.starts_with("the source is too large"));
}

#[tokio::test]
async fn a_redirect_leads_to_no_other_scheme() {
    let repository = Repository::with(&[("a.py", "1")]);
    for target in [format!("file://{}", repository.path().display()), "ssh://h/r".to_owned()] {
        let redirect = axum::response::Redirect::temporary(&target);
        let app = axum::Router::new().fallback(move || async move { redirect });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, app).await });
        let origin = Origin::Remote(format!("http://{address}/r.git").parse().expect("a URL"));
        let answer = Bench::limited(&["--fetch-seconds=10"]).fetch(origin, Want::default()).await;
        assert_eq!(code(&answer), "unreachable_repository");
    }
}

#[tokio::test]
async fn nothing_is_left_in_the_scratch_directory() {
    let Served { server, repository: _kept, .. } = served().await;
    let scratch = tempfile::tempdir().expect("temporary directory");
    let setting = format!("--scratch={}", scratch.path().display());
    let bench = Bench::limited(&[setting.as_str()]);
    bench.fetch(server.origin(".git"), Want::default()).await.expect("fetched");
    assert_eq!(std::fs::read_dir(scratch.path()).expect("listed").count(), 0);
}
