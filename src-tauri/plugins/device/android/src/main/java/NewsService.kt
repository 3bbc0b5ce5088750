package kr.or.kemc.handbook.device

import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Build
import androidx.core.app.NotificationCompat
import androidx.core.app.NotificationManagerCompat
import com.google.firebase.messaging.FirebaseMessagingService
import com.google.firebase.messaging.RemoteMessage

/** What notifications are shown in; the server names them (docs/notifications.md). */
internal object Channels {
  const val NEWS = "news"
  const val QUIET = "news_quiet"

  fun make(context: Context) {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.O) return
    val manager = context.getSystemService(NotificationManager::class.java)
    fun channel(id: String, name: Int, what: Int, importance: Int) {
      val channel = NotificationChannel(id, context.getString(name), importance)
      channel.description = context.getString(what)
      manager.createNotificationChannel(channel)
    }
    channel(
      NEWS,
      R.string.handbook_channel_news,
      R.string.handbook_channel_news_what,
      NotificationManager.IMPORTANCE_HIGH,
    )
    channel(
      QUIET,
      R.string.handbook_channel_quiet,
      R.string.handbook_channel_quiet_what,
      NotificationManager.IMPORTANCE_LOW,
    )
  }
}

/**
 * Shows what the server tells while the app is open, and takes away what was withdrawn. While the app is
 * closed Firebase shows it by itself, as the server has said: channel, tag, text.
 */
class NewsService : FirebaseMessagingService() {
  override fun onMessageReceived(message: RemoteMessage) {
    val post = message.data["post"]?.takeIf(::isPost) ?: return
    val manager = NotificationManagerCompat.from(this)
    // Firebase shows its own under the post's tag and the number 0.
    if (message.data["what"] == "withdrawal") return manager.cancel(post, 0)
    val said = message.notification ?: return
    if (!manager.areNotificationsEnabled()) return
    Channels.make(this)
    val channel = if (said.channelId == Channels.QUIET) Channels.QUIET else Channels.NEWS
    val icon = resources.getIdentifier("ic_notification", "drawable", packageName)
    val shown =
      NotificationCompat.Builder(this, channel)
        .setSmallIcon(if (icon != 0) icon else applicationInfo.icon)
        .setContentTitle(said.title)
        .setContentText(said.body)
        .setStyle(NotificationCompat.BigTextStyle().bigText(said.body))
        .setAutoCancel(true)
        .setContentIntent(touch(message.data[LINK]?.takeIf(::isLink)))
        .build()
    try {
      manager.notify(post, 0, shown)
    } catch (_: SecurityException) {
      // Its owner has taken the right back just now.
    }
  }

  private fun touch(link: String?): PendingIntent? {
    val intent =
      if (link == null) {
        packageManager.getLaunchIntentForPackage(packageName) ?: return null
      } else {
        Intent(Intent.ACTION_VIEW, Uri.parse(link)).setPackage(packageName)
      }
    val flags = PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT
    return PendingIntent.getActivity(this, 0, intent, flags)
  }

  companion object {
    const val LINK = "link"
    private val POST = Regex("[0-9a-f]{32}")
    private val SHAPE = Regex("esujeop://news/[0-9a-f]{32}")

    private fun isPost(text: String): Boolean = POST.matches(text)

    /** Whether it is a link to a post: nothing else is opened on a message's word. */
    fun isLink(text: String): Boolean = SHAPE.matches(text)
  }
}
