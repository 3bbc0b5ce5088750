use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Attachment, FileHash, FileKind, clean_name};
use handbook_wire::file::{Limits, UploadReply, UploadRequest};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::content::{self, Content};
use super::{Claim, Service, broken, listing, movie, picture, remove};
use crate::service::{Caller, Failure, request};
use crate::storage::{StoredFile, Upload};

/// What an upload has become, before it is on the shelf.
struct Ready {
    attachment: Attachment,
    main: Place,
    preview: Option<(FileHash, Vec<u8>)>,
}

/// Where the bytes of a file are.
enum Place {
    /// In memory: a picture that was written anew.
    Memory(Vec<u8>),
    /// In the folder of uploads.
    Part,
}

impl Service {
    /// Begins an upload, or tells where the caller's upload of that file stands.
    ///
    /// # Errors
    /// `too_large` for more bytes than any file may have, and for more uploads than an account may have
    /// at a time; `invalid_input` for no bytes or no name.
    pub fn begin_upload(
        &self,
        caller: &Caller,
        request: &UploadRequest,
    ) -> Result<UploadReply, Failure> {
        if request.bytes > Attachment::MAX_BYTES {
            return Err(ErrorCode::TooLarge.into());
        }
        let name: String = request.name.nfc().collect();
        let name = clean_name(&name);
        if request.bytes == 0 || name.is_empty() {
            return Err(ErrorCode::InvalidInput.into());
        }
        let now = self.clock.now();
        let upload = self.storage.writing(|txn| {
            let uploads = txn.uploads_of(&caller.account)?;
            let same = |upload: &&Upload| upload.hash == request.hash.as_str();
            let upload = match uploads.iter().find(same) {
                Some(known) => {
                    let done = match self.done(known, &name) {
                        // What was finished long ago may have been swept away.
                        Some(done) => match txn.file(done.file.as_str())? {
                            Some(file) => {
                                let unlisted_since = now;
                                txn.put_file(&StoredFile {
                                    unlisted_since,
                                    ..file
                                })?;
                                known.done.clone()
                            }
                            None => None,
                        },
                        None => None,
                    };
                    Upload {
                        name: name.clone(),
                        bytes: request.bytes,
                        at: now,
                        done,
                        ..known.clone()
                    }
                }
                None => {
                    let waiting = uploads.iter().filter(|upload| upload.done.is_none());
                    if waiting.count() >= Limits::UPLOADS {
                        return Err(Failure::from(ErrorCode::Throttled));
                    }
                    Upload {
                        id: request::new_id()?,
                        account: caller.account.clone(),
                        hash: request.hash.as_str().to_owned(),
                        name: name.clone(),
                        bytes: request.bytes,
                        at: now,
                        done: None,
                    }
                }
            };
            txn.put_upload(&upload)?;
            Ok::<_, Failure>(upload)
        })?;
        self.stand(&upload)
    }

    /// Takes bytes of an upload that begin at `offset`. Those that are there are passed over.
    ///
    /// # Errors
    /// `not_found`; `conflict` beyond what is there; `too_large` beyond the announced size;
    /// `server_unavailable` while another request writes.
    pub fn append_upload(
        &self,
        caller: &Caller,
        id: &str,
        offset: u64,
        bytes: &[u8],
    ) -> Result<UploadReply, Failure> {
        let upload = self.own_upload(caller, id)?;
        if upload.done.is_some() {
            return self.stand(&upload);
        }
        let end = offset.checked_add(bytes.len() as u64);
        if end.is_none_or(|end| end > upload.bytes) {
            return Err(ErrorCode::TooLarge.into());
        }
        let _claim = self.claim_upload(id)?;
        let path = self.files.part(id);
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|error| broken(&error))?;
        let present = file.metadata().map_err(|error| broken(&error))?.len();
        let Some(known) = present.checked_sub(offset) else {
            return Err(ErrorCode::Conflict.into());
        };
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        let new = bytes.get(known..).unwrap_or_default();
        file.write_all(new).map_err(|error| broken(&error))?;
        Ok(UploadReply {
            id: upload.id,
            offset: present + new.len() as u64,
            done: None,
        })
    }

    /// Gives an upload up.
    ///
    /// # Errors
    /// `not_found`.
    pub fn abandon_upload(&self, caller: &Caller, id: &str) -> Result<(), Failure> {
        let upload = self.own_upload(caller, id)?;
        let _claim = self.claim_upload(id)?;
        remove(&self.files.part(&upload.id))?;
        Ok(self.storage.writing(|txn| txn.remove_upload(id))?)
    }

    /// Makes a file of an upload whose bytes are all there.
    ///
    /// # Errors
    /// `not_found`; `invalid_input` when bytes are missing or are not those that the hash names, after
    /// which the upload begins anew; `unsupported_file`; `too_large` for more than its type may have.
    pub async fn finish_upload(
        self: &Arc<Self>,
        caller: Caller,
        id: String,
    ) -> Result<Attachment, Failure> {
        // Goes on when the one who asked has gone: he asks again.
        let service = Arc::clone(self);
        let job = tokio::spawn(async move { service.make_file(caller, id).await });
        match job.await {
            Ok(result) => result,
            Err(_) => Err(Failure::Internal("a job panicked or was cancelled")),
        }
    }

    async fn make_file(
        self: &Arc<Self>,
        caller: Caller,
        id: String,
    ) -> Result<Attachment, Failure> {
        let upload = self
            .run(move |service| service.own_upload(&caller, &id))
            .await?;
        if let Some(done) = self.done(&upload, &upload.name) {
            return Ok(done);
        }
        let claim = self.claim_upload(&upload.id)?;
        let part = self.files.part(&upload.id);
        let slot = self.files.pictures.acquire().await;
        let _slot = slot.map_err(|_| Failure::Internal("no slot for a picture"))?;
        let ready = {
            let (upload, part) = (upload.clone(), part.clone());
            self.run(move |_| make_ready(&upload, &part)).await?
        };
        self.shelve(claim, upload, &part, ready).await
    }

    /// Puts what is ready where it is found, and remembers it.
    async fn shelve(
        self: &Arc<Self>,
        _claim: Claim,
        upload: Upload,
        part: &Path,
        ready: Ready,
    ) -> Result<Attachment, Failure> {
        let Ready {
            attachment,
            main,
            preview,
        } = ready;
        let _shelf = self.files.shelf.lock().await;
        match main {
            Place::Memory(bytes) => {
                self.files
                    .objects
                    .put(&attachment.file, bytes.into())
                    .await?;
            }
            Place::Part => self.files.objects.put_file(&attachment.file, part).await?,
        }
        let now = self.clock.now();
        let mut stored = vec![StoredFile {
            hash: attachment.file.as_str().to_owned(),
            media_type: attachment.media_type.clone(),
            bytes: attachment.bytes,
            picture: (attachment.picture.as_ref())
                .map(listing::measures)
                .transpose()?,
            unlisted_since: now,
        }];
        if let Some((hash, bytes)) = preview {
            stored.push(StoredFile {
                hash: hash.as_str().to_owned(),
                media_type: "image/jpeg".to_owned(),
                bytes: bytes.len() as u64,
                picture: None,
                unlisted_since: now,
            });
            self.files.objects.put(&hash, bytes.into()).await?;
        }
        let done = serde_json::to_string(&attachment)
            .map_err(|_| Failure::Internal("an attachment can't be stored"))?;
        let part = part.to_owned();
        self.run(move |service| {
            service.storage.writing(|txn| {
                for file in &stored {
                    txn.put_file(file)?;
                }
                txn.put_upload(&Upload {
                    done: Some(done),
                    at: now,
                    ..upload
                })
            })?;
            remove(&part)
        })
        .await?;
        Ok(attachment)
    }

    /// What a finished upload became, under the name that it has now.
    fn done(&self, upload: &Upload, name: &str) -> Option<Attachment> {
        let done: Attachment = serde_json::from_str(upload.done.as_deref()?).ok()?;
        Some(Attachment {
            name: name_for(name, &done.media_type),
            ..done
        })
    }

    fn stand(&self, upload: &Upload) -> Result<UploadReply, Failure> {
        if let Some(done) = self.done(upload, &upload.name) {
            return Ok(UploadReply {
                id: upload.id.clone(),
                offset: upload.bytes,
                done: Some(done),
            });
        }
        let offset = match std::fs::metadata(self.files.part(&upload.id)) {
            Ok(about) => about.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
            Err(error) => return Err(broken(&error)),
        };
        Ok(UploadReply {
            id: upload.id.clone(),
            offset,
            done: None,
        })
    }

    fn own_upload(&self, caller: &Caller, id: &str) -> Result<Upload, Failure> {
        let found = self.storage.reading(|txn| txn.upload(id))?;
        let own = found.filter(|upload| upload.account == caller.account);
        Ok(own.ok_or(ErrorCode::NotFound)?)
    }

    fn claim_upload(&self, id: &str) -> Result<Claim, Failure> {
        let claim = self.files.claim(id);
        claim.ok_or_else(|| Failure::wait(ErrorCode::ServerUnavailable, 1_000))
    }
}

/// Looks at all bytes of an upload and makes of them what is kept.
fn make_ready(upload: &Upload, part: &Path) -> Result<Ready, Failure> {
    let failed = |error: std::io::Error| broken(&error);
    let mut file = match OpenOptions::new().read(true).write(true).open(part) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(ErrorCode::InvalidInput.into());
        }
        Err(error) => return Err(failed(error)),
    };
    if file.metadata().map_err(failed)?.len() < upload.bytes {
        return Err(ErrorCode::InvalidInput.into());
    }
    if hash_of(&mut file).map_err(failed)?.as_str() != upload.hash {
        file.set_len(0).map_err(failed)?;
        return Err(ErrorCode::InvalidInput.into());
    }
    let found = content::find(&mut file).map_err(failed)?;
    let found = found.ok_or(ErrorCode::UnsupportedFile)?;
    let media_type = match found {
        Content::Picture => "image/jpeg",
        Content::AsIs("text/plain") if ends_in(&upload.name, ".csv") => "text/csv",
        Content::Movie(media_type) | Content::AsIs(media_type) => media_type,
    };
    if upload.bytes > Limits::of(FileKind::of(media_type)) {
        return Err(ErrorCode::TooLarge.into());
    }
    match found {
        Content::Picture => picture_ready(upload, &mut file),
        Content::Movie(_) => {
            let hash = match movie::blank(&mut file).map_err(failed)? {
                true => hash_of(&mut file).map_err(failed)?,
                false => FileHash::parse(&upload.hash).ok_or(ErrorCode::InvalidInput)?,
            };
            Ok(as_it_is(upload, hash, media_type))
        }
        Content::AsIs(_) => {
            let hash = FileHash::parse(&upload.hash).ok_or(ErrorCode::InvalidInput)?;
            Ok(as_it_is(upload, hash, media_type))
        }
    }
}

fn as_it_is(upload: &Upload, file: FileHash, media_type: &str) -> Ready {
    Ready {
        attachment: Attachment {
            file,
            name: name_for(&upload.name, media_type),
            media_type: media_type.to_owned(),
            bytes: upload.bytes,
            picture: None,
        },
        main: Place::Part,
        preview: None,
    }
}

fn picture_ready(upload: &Upload, file: &mut File) -> Result<Ready, Failure> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))
        .and_then(|_| file.read_to_end(&mut bytes))
        .map_err(|error| broken(&error))?;
    let written = picture::written_anew(&bytes).ok_or(ErrorCode::UnsupportedFile)?;
    let digest = |bytes: &[u8]| FileHash::of_bytes(Sha256::digest(bytes).into());
    let preview = written.preview.map(|bytes| (digest(&bytes), bytes));
    let mut picture = written.picture;
    if let Some((hash, bytes)) = &preview {
        picture.preview = Some(hash.clone());
        picture.preview_bytes = bytes.len() as u64;
    }
    Ok(Ready {
        attachment: Attachment {
            file: digest(&written.bytes),
            name: name_for(&upload.name, written.media_type),
            media_type: written.media_type.to_owned(),
            bytes: written.bytes.len() as u64,
            picture: Some(picture),
        },
        main: Place::Memory(written.bytes),
        preview,
    })
}

fn hash_of(file: &mut File) -> std::io::Result<FileHash> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(FileHash::of_bytes(hash.finalize().into()));
        }
        hash.update(&buffer[..read]);
    }
}

fn ends_in(name: &str, ending: &str) -> bool {
    name.len() >= ending.len()
        && name.as_bytes()[name.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
}

/// `name` with the ending that its type has: what says that it is something else would be opened as that.
fn name_for(name: &str, media_type: &str) -> String {
    let office = "application/vnd.openxmlformats-officedocument.";
    let endings: &[&str] = match media_type {
        "image/jpeg" => &[".jpg", ".jpeg"],
        "image/png" => &[".png"],
        "video/mp4" => &[".mp4", ".m4v"],
        "video/quicktime" => &[".mov", ".qt"],
        "video/webm" => &[".webm"],
        "application/pdf" => &[".pdf"],
        "application/x-hwp" => &[".hwp", ".hwt"],
        "application/hwp+zip" => &[".hwpx"],
        "application/msword" => &[".doc", ".dot"],
        "application/vnd.ms-excel" => &[".xls", ".xlt"],
        "application/vnd.ms-powerpoint" => &[".ppt", ".pps"],
        "application/zip" => &[
            ".zip", ".odt", ".ods", ".odp", ".docx", ".xlsx", ".pptx", ".hwpx",
        ],
        "application/x-ole-storage" => &[".hwp", ".doc", ".xls", ".ppt", ".msg"],
        "text/csv" => &[".csv"],
        "text/plain" => &[".txt", ".log", ".md", ".ics", ".vcf"],
        _ => match media_type.strip_prefix(office) {
            Some(kind) if kind.starts_with("word") => &[".docx"],
            Some(kind) if kind.starts_with("spread") => &[".xlsx"],
            Some(kind) if kind.starts_with("present") => &[".pptx"],
            _ => return name.to_owned(),
        },
    };
    if endings.iter().any(|ending| ends_in(name, ending)) {
        return name.to_owned();
    }
    clean_name(&format!("{name}{}", endings[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_as_its_type_does() {
        for (name, media_type, expected) in [
            ("총회.PDF", "application/pdf", "총회.PDF"),
            ("총회.exe", "application/pdf", "총회.exe.pdf"),
            ("사진.heic.png", "image/jpeg", "사진.heic.png.jpg"),
            ("한", "application/x-hwp", "한.hwp"),
            ("a.csv", "text/csv", "a.csv"),
        ] {
            assert_eq!(name_for(name, media_type), expected);
        }
    }
}
