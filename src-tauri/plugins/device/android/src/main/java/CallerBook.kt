package kr.or.kemc.handbook.device

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

private const val STORE = "AndroidKeyStore"
private const val ALIAS = "kr.or.kemc.handbook.callers"
private const val CIPHER = "AES/GCM/NoPadding"
private const val NONCE = 12
private const val TAG_BITS = 128

/**
 * Numbers with what is shown for each, in a file sealed under a key of the system's store. The key can be
 * used while the phone is locked: calls come then. See src/lib.rs for the text of a book.
 */
internal class CallerBook(context: Context) {
  private val file = File(context.noBackupFilesDir, "callers")

  /** Whole or not at all. */
  @Throws(IOException::class, GeneralSecurityException::class)
  fun keep(book: String) {
    if (read() == book) return
    val cipher = Cipher.getInstance(CIPHER)
    cipher.init(Cipher.ENCRYPT_MODE, key() ?: newKey())
    val new = File(file.path + ".new")
    new.writeBytes(cipher.iv + cipher.doFinal(book.toByteArray()))
    if (!new.renameTo(file)) throw IOException("not renamed")
  }

  fun forget() {
    file.delete()
    try {
      store().deleteEntry(ALIAS)
    } catch (_: GeneralSecurityException) {
      // What it sealed is gone.
    } catch (_: IOException) {
      // As above.
    }
  }

  /** What is shown for a number as the network tells it: `+8210…` or `010…`. */
  fun find(told: String): String? {
    val number = abroad(told) ?: return null
    val line = read()?.lineSequence()?.firstOrNull { it.startsWith("$number\t") }
    return line?.substringAfter('\t')
  }

  /** Nothing when there is none, or it can't be opened any more. */
  private fun read(): String? =
    try {
      val sealed = file.readBytes()
      val cipher = Cipher.getInstance(CIPHER)
      cipher.init(Cipher.DECRYPT_MODE, key(), GCMParameterSpec(TAG_BITS, sealed, 0, NONCE))
      String(cipher.doFinal(sealed, NONCE, sealed.size - NONCE))
    } catch (_: IOException) {
      null
    } catch (_: GeneralSecurityException) {
      null
    } catch (_: IllegalArgumentException) {
      // Shorter than a nonce.
      null
    }

  private fun store(): KeyStore = KeyStore.getInstance(STORE).apply { load(null) }

  private fun key(): SecretKey? = store().getKey(ALIAS, null) as? SecretKey

  private fun newKey(): SecretKey {
    val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
    val maker = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE)
    maker.init(
      KeyGenParameterSpec.Builder(ALIAS, purposes)
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .setKeySize(256)
        .build()
    )
    return maker.generateKey()
  }

  companion object {
    private const val COUNTRY = "82"

    /** The number as it is dialled from abroad, digits alone; nothing of a hidden one. */
    fun abroad(told: String): String? {
      val digits = told.filter { it in '0'..'9' }
      return when {
        digits.isEmpty() -> null
        told.startsWith("+") -> digits
        digits.startsWith("0") -> COUNTRY + digits.drop(1)
        else -> COUNTRY + digits
      }
    }
  }
}
