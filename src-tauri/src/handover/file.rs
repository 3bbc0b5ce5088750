//! Files that are handed over.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

/// How many files of one name are put beside each other.
const MOST: u32 = 100;

/// Writes `bytes` into `folder` as `name`, for nobody else's eyes.
pub fn write_private(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let (path, file) = create_private(folder, name)?;
    put(file, bytes)?;
    Ok(path)
}

/// A new file in `folder` called `name`, for nobody else's eyes.
pub fn create_private(folder: &Path, name: &str) -> Result<(PathBuf, File)> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    builder.create(folder)?;
    let path = folder.join(name);
    let file = options.open(&path)?;
    Ok((path, file))
}

/// Adds `bytes` to `folder` as `name`, or with a number behind it when there is such a file; gives
/// the name.
pub fn add(folder: &Path, name: &str, bytes: &[u8]) -> Result<String> {
    let (name, file) = create_beside(folder, name)?;
    put(file, bytes).map(|()| name)
}

/// A new file in `folder` called `name`, or with a number behind it when there is such a file, with the
/// name that it has got.
pub fn create_beside(folder: &Path, name: &str) -> Result<(String, File)> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "vcf"));
    for number in 0..MOST {
        let name = match number {
            0 => name.to_owned(),
            number => format!("{stem} ({number}).{ending}"),
        };
        match File::create_new(folder.join(&name)) {
            Ok(file) => return Ok((name, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn put(mut file: File, bytes: &[u8]) -> Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_its_owners_alone_and_none_is_overwritten() {
        let folder = std::env::temp_dir().join(format!("handbook-handover-{}", std::process::id()));
        let path = write_private(&folder, "한빛전기.vcf", b"one").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&path)), (0o700, 0o600));
        }
        assert!(write_private(&folder, "한빛전기.vcf", b"two").is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(
            add(&folder, "한빛전기.vcf", b"two").unwrap(),
            "한빛전기 (1).vcf"
        );
        assert_eq!(
            add(&folder, "한빛전기.vcf", b"three").unwrap(),
            "한빛전기 (2).vcf"
        );
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(add(&folder, "한빛전기.vcf", b"four").is_err());
    }
}
