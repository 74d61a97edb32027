use std::io::Read as _;
use std::time::Duration;

use super::*;
use crate::guard::Limits;

fn guard() -> Guard {
    let limits = Limits { bytes: 1_000, files: 10, file_bytes: 100, time: Duration::from_secs(60) };
    Guard::new(limits, "here")
}

fn path(text: &str) -> TreePath {
    TreePath::parse(text.as_bytes()).expect("a path of a tree")
}

fn listing(files: &[(&str, &str)], links: &[(&str, &str)]) -> Listing<String> {
    let mut listing = Listing::new(&guard());
    for (name, text) in files {
        let file = File { size: text.len() as u64, executable: false, content: (*text).to_owned() };
        listing.file(path(name), file).expect("within the limits");
    }
    for (name, target) in links {
        listing.link(path(name), target.as_bytes().to_vec());
    }
    listing
}

fn packed(listing: Listing<String>) -> Vec<(String, String)> {
    let archive = listing.pack(|file| Ok(file.content.clone().into_bytes())).expect("packed");
    let mut tar = tar::Archive::new(archive.bytes.as_slice());
    let entries = tar.entries().expect("a tar").map(|entry| {
        let mut entry = entry.expect("an entry");
        assert_eq!(entry.header().entry_type(), EntryType::Regular);
        let name = entry.path().expect("a name").display().to_string();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        (name, text)
    });
    entries.collect()
}

fn names(listing: Listing<String>) -> Vec<String> {
    packed(listing).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_path_cannot_leave_the_tree() {
    for bad in ["/etc/passwd", "..", "a/../../b", "a/..", "a\0b"] {
        assert_eq!(TreePath::parse(bad.as_bytes()), None, "{bad:?}");
    }
    assert_eq!(path("./a//b/").shown(), "a/b");
    assert_eq!(TreePath::parse(&[b'a'; 5_000]), None);
    assert_eq!(TreePath::root().join(b"a/b"), None);
}

#[test]
fn links_inside_the_tree_are_copied() {
    let files = [("data/x.csv", "1"), ("data/sub/y.csv", "2"), ("data-old/z.csv", "3"), ("a.py", "4")];
    let links = [("b.py", "a.py"), ("c.py", "./d/../b.py"), ("src/data", "../data")];
    let expected = [
        ("a.py", "4"),
        ("b.py", "4"),
        ("c.py", "4"),
        ("data-old/z.csv", "3"),
        ("data/sub/y.csv", "2"),
        ("data/x.csv", "1"),
        ("src/data/sub/y.csv", "2"),
        ("src/data/x.csv", "1"),
    ];
    let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(packed(listing(&files, &links)), expected);
}

#[test]
fn links_through_links_are_followed() {
    let files = [("real/a.py", "1")];
    let links = [("alias", "real"), ("x.py", "alias/a.py"), ("y.py", "x.py")];
    assert_eq!(names(listing(&files, &links)), ["alias/a.py", "real/a.py", "x.py", "y.py"]);
}

#[test]
fn links_that_lead_out_or_round_are_dropped() {
    let files = [("a.py", "1"), ("d/b.py", "2")];
    let links = [
        ("etc", "/etc"),
        ("passwd", "../../../etc/passwd"),
        ("d/up", "../.."),
        ("d/self", ".."),
        ("loop1", "loop2"),
        ("loop2", "loop1"),
        ("gone", "nowhere.py"),
        ("sneaky", "d/up/etc/passwd"),
    ];
    assert_eq!(names(listing(&files, &links)), ["a.py", "d/b.py"]);
}

#[test]
fn what_is_both_a_file_and_a_directory_is_refused() {
    let refused = listing(&[("a", "1"), ("a-b", "2"), ("a/b", "3")], &[]).pack(|_| Ok(Vec::new()));
    assert!(matches!(refused, Err(Failure::BadArchive { .. })), "{refused:?}");
}

#[test]
fn a_tree_without_files_is_empty() {
    let refused = listing(&[], &[("a", "b")]).pack(|_| Ok(Vec::new()));
    assert!(matches!(refused, Err(Failure::Empty { .. })), "{refused:?}");
}

#[test]
fn copies_count_towards_the_limits() {
    let text = "x".repeat(90);
    let mut full = listing(&[], &[]);
    for n in 0..9 {
        let file = File { size: 90, executable: false, content: text.clone() };
        full.file(path(&format!("d/{n}")), file).expect("within the limits");
    }
    full.link(path("e"), b"d".to_vec());
    let refused = full.pack(|file| Ok(file.content.clone().into_bytes()));
    assert!(matches!(refused, Err(Failure::OverLimit { .. })), "{refused:?}");
}

#[test]
fn a_file_that_grew_while_it_was_read_is_caught() {
    let refused = listing(&[("a", "1")], &[]).pack(|_| Ok(vec![0; 101]));
    assert!(matches!(refused, Err(Failure::OverLimit { .. })), "{refused:?}");
}

#[test]
fn long_names_survive() {
    let name = format!("{}/{}.py", "d".repeat(120), "n".repeat(150));
    let listed = names(listing(&[(name.as_str(), "1")], &[]));
    assert_eq!(listed, [name]);
}
