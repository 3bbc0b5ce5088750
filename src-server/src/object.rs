//! Where the bytes of files are: a folder, or a bucket that speaks S3. Each lies under its hash and never
//! changes.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use handbook_wire::entity::FileHash;
use object_store::aws::AmazonS3Builder;
use object_store::client::{HttpClient, HttpConnector};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{
    ClientOptions, GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart,
};

use crate::config::{Config, S3Config, is_loopback};
use crate::outgoing;

/// What is sent to the store at once. S3 wants 5 MiB at least.
const PART: usize = 8 << 20;

/// Why the store did not do what was asked. Tells nothing of what is stored.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// It is not there.
    #[error("the object is not there")]
    Gone,
    /// Anything else.
    #[error("object store: {0}")]
    Store(String),
}

impl From<object_store::Error> for ObjectError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => ObjectError::Gone,
            other => ObjectError::Store(other.to_string()),
        }
    }
}

impl From<std::io::Error> for ObjectError {
    fn from(error: std::io::Error) -> Self {
        ObjectError::Store(error.to_string())
    }
}

/// The store.
#[derive(Clone)]
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// The configured store; a folder is made if it is not there.
    ///
    /// # Errors
    /// [`ObjectError`] when the folder or the client can't be made.
    pub fn open(config: &Config) -> Result<Self, ObjectError> {
        Ok(Self(match &config.s3 {
            Some(s3) => Arc::new(bucket(s3)?),
            None => {
                let folder = config.files();
                std::fs::create_dir_all(&folder)?;
                Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))
            }
        }))
    }

    /// A store in memory.
    #[cfg(test)]
    pub fn in_memory() -> Self {
        Self(Arc::new(object_store::memory::InMemory::new()))
    }

    /// Stores `bytes`, which have that hash.
    ///
    /// # Errors
    /// [`ObjectError`].
    pub async fn put(&self, hash: &FileHash, bytes: Bytes) -> Result<(), ObjectError> {
        self.0.put(&key(hash), bytes.into()).await?;
        Ok(())
    }

    /// Stores what is in the file at `path`, which has that hash.
    ///
    /// # Errors
    /// [`ObjectError`].
    pub async fn put_file(&self, hash: &FileHash, path: &Path) -> Result<(), ObjectError> {
        let path = path.to_owned();
        let file = blocking(move || File::open(path)).await?;
        if file.metadata()?.len() <= PART as u64 {
            let (_, bytes) = next_part(file).await?;
            return self.put(hash, bytes).await;
        }
        let mut writer =
            WriteMultipart::new_with_chunk_size(self.0.put_multipart(&key(hash)).await?, PART);
        let mut file = file;
        loop {
            let read;
            (file, read) = match next_part(file).await {
                Ok(next) => next,
                Err(error) => {
                    let _ = writer.abort().await;
                    return Err(error);
                }
            };
            if read.is_empty() {
                break;
            }
            writer.wait_for_capacity(2).await?;
            writer.put(read);
        }
        writer.finish().await?;
        Ok(())
    }

    /// Bytes of a file as they come.
    ///
    /// # Errors
    /// [`ObjectError::Gone`] if it is not there.
    pub async fn get(
        &self,
        hash: &FileHash,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, object_store::Result<Bytes>>, ObjectError> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(range)),
            ..GetOptions::default()
        };
        Ok(self.0.get_opts(&key(hash), options).await?.into_stream())
    }

    /// Deletes a file, if it is there.
    ///
    /// # Errors
    /// [`ObjectError`].
    pub async fn delete(&self, hash: &FileHash) -> Result<(), ObjectError> {
        match self.0.delete(&key(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Where a file lies: made of hexadecimal digits alone.
fn key(hash: &FileHash) -> Key {
    let digits = hash.as_str();
    Key::from(format!("{}/{digits}", &digits[..2]))
}

async fn next_part(mut file: File) -> Result<(File, Bytes), ObjectError> {
    blocking(move || {
        let mut bytes = Vec::with_capacity(PART);
        (&mut file).take(PART as u64).read_to_end(&mut bytes)?;
        Ok((file, Bytes::from(bytes)))
    })
    .await
}

async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, ObjectError> {
    match tokio::task::spawn_blocking(job).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(ObjectError::Store("a job panicked or was cancelled".into())),
    }
}

fn bucket(s3: &S3Config) -> Result<object_store::aws::AmazonS3, ObjectError> {
    // An error only says that the process has a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let alone = is_loopback(&s3.endpoint);
    let store = AmazonS3Builder::new()
        .with_endpoint(s3.endpoint.as_str().trim_end_matches('/'))
        .with_bucket_name(&s3.bucket)
        .with_region(&s3.region)
        .with_access_key_id(&s3.access_key)
        .with_secret_access_key(s3.secret_key.expose())
        .with_allow_http(alone)
        .with_http_connector(Connector(alone));
    Ok(store.build()?)
}

/// Our own client, with the roots that ship with the server.
#[derive(Debug)]
struct Connector(bool);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        match outgoing::long_client(self.0) {
            Ok(client) => Ok(HttpClient::new(client)),
            Err(error) => Err(object_store::Error::Generic {
                store: "S3",
                source: Box::new(error),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;
    use sha2::{Digest, Sha256};

    use super::*;

    /// What every store has to do.
    async fn keeps_files(objects: &Objects) {
        let folder = tempfile::tempdir().unwrap();
        for length in [1, PART, 2 * PART + 17] {
            let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let hash = FileHash::of_bytes(Sha256::digest(&bytes).into());
            let path = folder.path().join("x");
            std::fs::write(&path, &bytes).unwrap();
            let all = || objects.get(&hash, 0..length as u64);
            assert!(matches!(all().await, Err(ObjectError::Gone)));
            objects.put_file(&hash, &path).await.unwrap();
            // A second time does no harm.
            objects.put_file(&hash, &path).await.unwrap();
            assert!(read(all().await.unwrap()).await == bytes);
            let last = length as u64 - 1;
            let some = objects.get(&hash, last..last + 1).await.unwrap();
            assert_eq!(read(some).await, bytes[length - 1..]);
            objects.delete(&hash).await.unwrap();
            objects.delete(&hash).await.unwrap();
            assert!(matches!(all().await, Err(ObjectError::Gone)));
        }
    }

    async fn read(stream: BoxStream<'static, object_store::Result<Bytes>>) -> Vec<u8> {
        let parts: Vec<Bytes> = stream.try_collect().await.unwrap();
        parts.concat()
    }

    #[tokio::test]
    async fn a_folder_and_the_memory_keep_files() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data_dir: folder.path().to_owned(),
            ..Config::default()
        };
        keeps_files(&Objects::open(&config).unwrap()).await;
        keeps_files(&Objects::in_memory()).await;
    }

    /// Against a real server that speaks S3, where `HANDBOOK_TEST_S3` names one with a bucket `handbook`.
    #[tokio::test]
    async fn a_bucket_keeps_files() {
        let Ok(endpoint) = std::env::var("HANDBOOK_TEST_S3") else {
            return;
        };
        let config = Config {
            s3: Some(S3Config {
                endpoint: endpoint.parse().unwrap(),
                bucket: "handbook".into(),
                region: "us-east-1".into(),
                access_key: "S3RVER".into(),
                secret_key: crate::config::Secret::new("S3RVER".into()),
            }),
            ..Config::default()
        };
        keeps_files(&Objects::open(&config).unwrap()).await;
    }
}
