//! Mails left in the outbox.

mod support;

use std::path::PathBuf;

use anneal_eventlog::Memory;
use anneal_proto::{Event, Kind};
use mailparse::{DispositionType, MailHeaderMap as _, ParsedMail, parse_mail};
use support::{Bench, PATCH};

fn mails(bench: &Bench) -> Vec<PathBuf> {
    let outbox = bench.data.path().join("outbox");
    let entries = std::fs::read_dir(outbox).expect("an outbox").map(|entry| entry.expect("an entry").path());
    entries.collect()
}

fn find<'m>(mail: &'m ParsedMail<'m>, kind: &str) -> &'m ParsedMail<'m> {
    mail.parts().find(|part| part.ctype.mimetype == kind).unwrap_or_else(|| panic!("no {kind}"))
}

#[tokio::test]
async fn one_outcome_is_one_file_with_text_html_and_patch() {
    // Settings that are there and empty, as from a compose file, are not set.
    let bench = Bench::start(&["--smtp-url=", "--mail-to="]);
    let run = bench.accepted("accepted").await;
    let sent = bench.told(&run).await.expect("sent");
    assert_eq!((sent.channel.as_str(), sent.to.as_str()), ("outbox", "dev@example.org"));
    let [path] = mails(&bench).try_into().expect("one file");
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    assert_eq!(name, format!("{run}-{}.eml", sent.about));
    let bytes = std::fs::read(path).expect("readable");
    let mail = parse_mail(&bytes).expect("a mail");
    let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
    assert_eq!(header("Message-ID"), sent.message_id);
    assert_eq!(sent.message_id, format!("<{}@localhost>", sent.about));
    assert_eq!(header("To"), "dev@example.org");
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("Bcc"), "");
    let subject = "[anneal] accepted: owner/repo Bcc: victim@example.org — accuracy 0.934 ≥ 0.80 (trial 3)";
    assert_eq!(header("Subject"), subject);
    assert!(find(&mail, "text/plain").get_body().expect("text").contains("+a = 2"));
    assert!(find(&mail, "text/html").get_body().expect("text").contains("<h3>"));
    let patch = find(&mail, "text/x-diff");
    let disposition = patch.get_content_disposition();
    assert_eq!(disposition.disposition, DispositionType::Attachment);
    assert_eq!(disposition.params["filename"], format!("anneal-{run}.patch"));
    assert_eq!(patch.get_body_raw().expect("bytes"), PATCH.as_bytes(), "byte for byte, for `git apply`");
}

#[tokio::test]
async fn a_mail_written_before_a_crash_is_not_written_again() {
    let bench = Bench::start(&[]);
    let run = bench.failed("failed").await;
    bench.told(&run).await.expect("sent");
    let [path] = mails(&bench).try_into().expect("one file");
    let first = std::fs::read(&path).expect("readable");
    // The file is there, the event that says so is lost.
    let (log, data) = bench.stop().await;
    let kept = log.events().into_iter().filter(|event| {
        let kind = event.envelope.event.kind();
        kind != Some(Kind::NotificationSent) && !matches!(event.envelope.event, Event::Unknown { .. })
    });
    let resumed = Memory::resumed(anneal_eventlog::Faults { deliver_twice: true }, kept.collect(), &log);
    let bench = Bench::over(resumed, data, &[]);
    bench.told(&run).await.expect("sent");
    let [again] = mails(&bench).try_into().expect("one file");
    assert_eq!(again, path);
    assert_eq!(std::fs::read(path).expect("readable"), first);
}

#[tokio::test]
async fn a_large_patch_stays_behind() {
    let bench = Bench::start(&["--mail-patch-kib=0"]);
    let run = bench.accepted("large").await;
    bench.told(&run).await.expect("sent");
    let [path] = mails(&bench).try_into().expect("one file");
    let bytes = std::fs::read(path).expect("readable");
    let mail = parse_mail(&bytes).expect("a mail");
    let text = find(&mail, "text/plain").get_body().expect("text");
    assert!(text.contains("The diff is not in this mail: it has 1 KiB, and 0 KiB are sent"), "{text}");
    assert!(mail.parts().all(|part| part.ctype.mimetype != "text/x-diff"));
}
