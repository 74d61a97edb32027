use super::*;

#[test]
fn text_in_any_encoding_is_text_and_binaries_are_none() {
    let mut tree = SourceTree::of([("a.py", "x = 1")]);
    tree.insert("mark.py", b"\xef\xbb\xbfx = 1".to_vec());
    tree.insert("latin.py", b"# caf\xe9".to_vec());
    tree.insert("cyrillic.py", b"#!/usr/bin/python\n# -*- coding: cp1251 -*-\n# \xcf\xf0\xe8".to_vec());
    tree.insert("wide.txt", b"\xff\xfen\0u\0m\0p\0y\0".to_vec());
    tree.insert("binary.py", b"\x7fELF\0".to_vec());
    assert_eq!(tree.text("a.py").as_deref(), Some("x = 1"));
    assert_eq!(tree.text("mark.py").as_deref(), Some("x = 1"));
    assert_eq!(tree.text("latin.py").as_deref(), Some("# café"));
    assert!(tree.text("cyrillic.py").expect("text").ends_with("При"));
    assert_eq!(tree.text("wide.txt").as_deref(), Some("numpy"));
    assert_eq!(tree.text("binary.py"), None);
    assert_eq!(tree.text("missing.py"), None);
}

#[test]
fn text_that_is_utf8_is_borrowed() {
    let tree = SourceTree::of([("a.py", "x = 1")]);
    assert!(matches!(tree.text("a.py"), Some(Cow::Borrowed(_))));
}

#[test]
fn a_link_that_leads_in_a_circle_is_not_followed() {
    let dir = tempfile::tempdir().expect("temporary directory");
    fs::create_dir(dir.path().join("venv")).expect("created");
    fs::write(dir.path().join("venv/b.py"), "").expect("written");
    fs::write(dir.path().join("a.py"), "").expect("written");
    std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).expect("linked");
    std::os::unix::fs::symlink("/etc/hostname", dir.path().join("away.py")).expect("linked");
    let tree = SourceTree::from_dir(dir.path()).expect("readable");
    assert_eq!(tree.paths().collect::<Vec<_>>(), ["a.py"]);
}

#[test]
fn an_archive_cannot_name_what_is_outside_of_it() {
    let mut archive = tar::Builder::new(Vec::new());
    for name in ["./src/a.py", "../b.py", "/etc/c.py"] {
        let mut header = tar::Header::new_gnu();
        // The builder refuses such names; an attacker's does not.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(5);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        archive.append(&header, &b"x = 1"[..]).expect("appended");
    }
    let tree = SourceTree::from_tar(&archive.into_inner().expect("archive")).expect("readable");
    assert_eq!(tree.paths().collect::<Vec<_>>(), ["src/a.py"]);
    assert_eq!(tree.bytes("src/a.py"), Some(&b"x = 1"[..]));
    assert!(tree.contains_dir("src") && !tree.contains_dir("sr"));
}

#[test]
fn what_is_no_archive_is_an_error_and_what_is_large_is_known_by_name() {
    assert!(SourceTree::from_tar(&[1; 700]).is_err());
    let dir = tempfile::tempdir().expect("temporary directory");
    let large = usize::try_from(LARGEST).expect("a size") + 1;
    fs::write(dir.path().join("data.csv"), vec![b'1'; large]).expect("written");
    let tree = SourceTree::from_dir(dir.path()).expect("readable");
    assert!(tree.contains("data.csv") && tree.text("data.csv").is_none());
}
