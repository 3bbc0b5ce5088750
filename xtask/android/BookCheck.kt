// Runs the book of callers on this machine, with Java's own AES-GCM in place of Android's store of keys.
package kr.or.kemc.handbook.device

import android.content.ContextWrapper
import java.io.File
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import kotlin.io.path.createTempDirectory

private var kept: Key? = null

class Store : KeyStoreSpi() {
  override fun engineGetKey(alias: String?, password: CharArray?): Key? = kept

  override fun engineDeleteEntry(alias: String?) {
    kept = null
  }

  override fun engineContainsAlias(alias: String?): Boolean = kept != null

  override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit

  override fun engineGetCertificateChain(alias: String?): Array<Certificate>? = null

  override fun engineGetCertificate(alias: String?): Certificate? = null

  override fun engineGetCreationDate(alias: String?): Date? = null

  override fun engineSetKeyEntry(a: String?, k: Key?, p: CharArray?, c: Array<Certificate>?) = Unit

  override fun engineSetKeyEntry(a: String?, k: ByteArray?, c: Array<Certificate>?) = Unit

  override fun engineSetCertificateEntry(alias: String?, certificate: Certificate?) = Unit

  override fun engineAliases(): Enumeration<String> = Collections.emptyEnumeration()

  override fun engineSize(): Int = 0

  override fun engineIsKeyEntry(alias: String?): Boolean = kept != null

  override fun engineIsCertificateEntry(alias: String?): Boolean = false

  override fun engineGetCertificateAlias(certificate: Certificate?): String? = null

  override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit
}

class Maker : KeyGeneratorSpi() {
  override fun engineInit(random: SecureRandom?) = Unit

  override fun engineInit(parameters: AlgorithmParameterSpec?, random: SecureRandom?) = Unit

  override fun engineInit(size: Int, random: SecureRandom?) = Unit

  override fun engineGenerateKey(): SecretKey {
    val maker = KeyGenerator.getInstance("AES", "SunJCE")
    maker.init(256)
    return maker.generateKey().also { kept = it }
  }
}

class AndroidStore : Provider("AndroidKeyStore", "1", "stands for Android's") {
  init {
    put("KeyStore.AndroidKeyStore", Store::class.java.name)
    put("KeyGenerator.AES", Maker::class.java.name)
  }
}

class Phone(private val folder: File) : ContextWrapper() {
  override fun getNoBackupFilesDir(): File = folder
}

fun expect(what: String, found: Any?, expected: Any?) {
  check(found == expected) { "$what: $found, not $expected" }
}

fun main() {
  Security.addProvider(AndroidStore())
  val folder = createTempDirectory("callers").toFile()
  val file = File(folder, "callers")
  val book = CallerBook(Phone(folder))
  expect("no book", book.find("010-0000-0421"), null)
  val text = "8215880000\t나라변압기\n821000000421\t한빛전기 대표 김한빛\n"
  book.keep(text)
  for (told in listOf("010-0000-0421", "+82 10-0000-0421", "+821000000421", "01000000421")) {
    expect(told, book.find(told), "한빛전기 대표 김한빛")
  }
  expect("a number without an area", book.find("1588-0000"), "나라변압기")
  for (told in listOf("", "anonymous", "0100000042", "+1 5880000", "010000004210")) {
    expect(told, book.find(told), null)
  }
  val sealed = file.readBytes()
  check("한빛" !in String(sealed)) { "the book can be read" }
  book.keep(text)
  check(sealed.contentEquals(file.readBytes())) { "the same book was written anew" }
  book.keep(text + "821000009999\t새\n")
  expect("a new book", book.find("01000009999"), "새")
  check(!sealed.copyOf(12).contentEquals(file.readBytes().copyOf(12))) { "a nonce was used twice" }
  val damaged = file.readBytes()
  damaged[20] = (damaged[20].toInt() xor 1).toByte()
  for (bytes in listOf(damaged, ByteArray(3), ByteArray(0))) {
    file.writeBytes(bytes)
    expect("a damaged book", book.find("1588-0000"), null)
  }
  book.keep(text)
  expect("a book in its place", book.find("1588-0000"), "나라변압기")
  book.forget()
  check(!file.exists() && kept == null) { "something is left" }
  book.forget()
  folder.deleteRecursively()
}
