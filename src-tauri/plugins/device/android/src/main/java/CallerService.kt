package kr.or.kemc.handbook.device

import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.os.Build
import android.telecom.Call
import android.telecom.CallScreeningService
import androidx.annotation.RequiresApi
import androidx.core.app.NotificationCompat
import androidx.core.app.NotificationManagerCompat

/**
 * Says whose call it is while the phone rings. The system asks it about calls from nobody in the phone's own
 * contacts, and only if the owner has given this app the role. Every call goes on as it came.
 */
@RequiresApi(Build.VERSION_CODES.Q)
class CallerService : CallScreeningService() {
  override fun onScreenCall(details: Call.Details) {
    respondToCall(details, CallResponse.Builder().build())
    if (details.callDirection != Call.Details.DIRECTION_INCOMING) return
    val number = details.handle?.schemeSpecificPart ?: return
    val label = CallerBook(this).find(number) ?: return
    show(label)
  }

  private fun show(label: String) {
    val manager = NotificationManagerCompat.from(this)
    if (!manager.areNotificationsEnabled()) return
    makeChannel(this)
    val icon = resources.getIdentifier("ic_notification", "drawable", packageName)
    val open = packageManager.getLaunchIntentForPackage(packageName)
    val shown =
      NotificationCompat.Builder(this, CHANNEL)
        .setSmallIcon(if (icon != 0) icon else applicationInfo.icon)
        .setContentTitle(label)
        .setContentText(getString(R.string.handbook_caller_calls))
        .setPriority(NotificationCompat.PRIORITY_HIGH)
        .setCategory(NotificationCompat.CATEGORY_CALL)
        .setAutoCancel(true)
        .setTimeoutAfter(SHOWN_FOR)
        .setContentIntent(
          open?.let { PendingIntent.getActivity(this, 0, it, PendingIntent.FLAG_IMMUTABLE) }
        )
        .build()
    try {
      manager.notify(TAG, 0, shown)
    } catch (_: SecurityException) {
      // Its owner has taken the right back just now.
    }
  }

  companion object {
    private const val CHANNEL = "callers"
    private const val TAG = "caller"
    private const val SHOWN_FOR = 60_000L

    /** Without a sound of its own: the phone rings. */
    fun makeChannel(context: Context) {
      val name = context.getString(R.string.handbook_channel_callers)
      val channel = NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_HIGH)
      channel.description = context.getString(R.string.handbook_channel_callers_what)
      channel.setSound(null, null)
      channel.enableVibration(false)
      context.getSystemService(NotificationManager::class.java).createNotificationChannel(channel)
    }
  }
}
