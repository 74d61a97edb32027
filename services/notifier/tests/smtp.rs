//! Mails through a real SMTP server. Every event is delivered twice.

mod support;

use std::net::TcpListener;
use std::time::Duration;

use anneal_eventlog::{Faults, Memory};
use anneal_notifier::serve;
use anneal_proto::Kind;
use mailin_embedded::{Response, response};
use mailparse::{MailHeaderMap as _, parse_mail};
use support::server::Mailbox;
use support::{Bench, PATCH, config};

fn url(address: std::net::SocketAddr) -> String {
    format!("--smtp-url=smtp://{address}")
}

#[tokio::test]
async fn each_outcome_is_delivered_once() {
    let mailbox = Mailbox::default();
    let bench = Bench::start(&[&url(mailbox.serve()), "--mail-from=anneal <ml@example.org>"]);
    let (accepted, failed) = (bench.accepted("accepted").await, bench.failed("failed").await);
    let sent = bench.told(&accepted).await.expect("sent");
    bench.told(&failed).await.expect("sent");
    assert_eq!((sent.channel.as_str(), sent.message_id), ("smtp", format!("<{}@example.org>", sent.about)));
    let taken = mailbox.taken.lock().expect("no panic");
    assert_eq!(taken.len(), 2);
    assert!(taken.iter().all(|(to, _)| to == &["dev@example.org"]), "{taken:?}");
    let mails: Vec<_> = taken.iter().map(|(_, data)| parse_mail(data).expect("a mail")).collect();
    let mail =
        mails.iter().find(|mail| mail.headers.get_first_value("X-Anneal-Run") == Some(accepted.to_string()));
    let patch = mail.expect("the first mail").parts().find(|part| part.ctype.mimetype == "text/x-diff");
    assert_eq!(patch.expect("a patch").get_body_raw().expect("bytes"), PATCH.as_bytes());
}

#[tokio::test]
async fn a_server_that_puts_off_gets_it_later() {
    let mailbox = Mailbox::default();
    // Once at the recipient, once when the whole message is there.
    let later = Response::custom(451, "try later".to_owned());
    mailbox.answers.lock().expect("no panic").push_back(later);
    mailbox.endings.lock().expect("no panic").push_back(response::NO_SERVICE);
    let bench = Bench::start(&[&url(mailbox.serve())]);
    let run = bench.failed("deferred").await;
    bench.told(&run).await.expect("sent");
    assert_eq!(
        (*mailbox.tries.lock().expect("no panic"), mailbox.taken.lock().expect("no panic").len()),
        (3, 1)
    );
}

#[tokio::test]
async fn a_server_that_is_away_gets_it_when_it_is_back() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let bench = Bench::start(&[&url(address)]);
    let run = bench.failed("away").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let mailbox = Mailbox::default();
    mailbox.serve_on(TcpListener::bind(address).expect("the same port"));
    bench.told(&run).await.expect("sent");
    assert_eq!(mailbox.taken.lock().expect("no panic").len(), 1);
}

#[tokio::test]
async fn a_refusal_is_told_in_the_log() {
    let mailbox = Mailbox::default();
    mailbox.answers.lock().expect("no panic").push_back(response::NO_MAILBOX);
    let bench = Bench::start(&[&url(mailbox.serve())]);
    let run = bench.failed("refused").await;
    let failed = bench.told(&run).await.expect_err("refused");
    let reason = failed.reason.expect("a reason");
    assert_eq!((reason.code.as_str(), failed.to.as_str()), ("mail_refused", "dev@example.org"));
    assert!(reason.what.contains("550"), "{reason:?}");
    assert!(mailbox.taken.lock().expect("no panic").is_empty());
}

#[tokio::test]
async fn a_mail_taken_before_a_crash_is_not_sent_again() {
    let mailbox = Mailbox::default();
    let server = url(mailbox.serve());
    let bench = Bench::start(&[&server]);
    let run = bench.failed("crash").await;
    bench.told(&run).await.expect("sent");
    // The server has taken it, the event that says so is lost.
    let (log, data) = bench.stop().await;
    let lost = |event: &anneal_proto::Recorded| event.envelope.event.kind() == Some(Kind::NotificationSent);
    let kept = log.events().into_iter().filter(|event| !lost(event)).collect();
    let bench = Bench::over(Memory::resumed(Faults { deliver_twice: true }, kept, &log), data, &[&server]);
    bench.told(&run).await.expect("sent");
    assert_eq!(mailbox.taken.lock().expect("no panic").len(), 1);
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_named() {
    let data = tempfile::tempdir().expect("temporary directory");
    let context = anneal_chassis::Context::new(std::sync::Arc::new(Memory::new(Faults::default())));
    for (setting, field) in [
        ("--smtp-url=http://me:s3cret@host", "smtp_url (ANNEAL_SMTP_URL)"),
        ("--mail-from=nobody", "mail_from (ANNEAL_MAIL_FROM)"),
        ("--mail-to=a@b\nc", "mail_to (ANNEAL_MAIL_TO)"),
        ("--outbox=/proc/nowhere", "outbox (ANNEAL_OUTBOX)"),
    ] {
        let error =
            serve(context.clone(), config(&data, &[setting])).await.expect_err("unusable").to_string();
        assert!(error.starts_with(field) && !error.contains("s3cret"), "{error}");
    }
}
