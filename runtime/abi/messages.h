/* How kernels on devices report: printf, failed asserts and traps. Plain C.
 *
 * The driver gives the kernel the address of one buffer per launch (or per stream), zeroed but for the
 * capacity, which is at least HD_MESSAGE_FIXED_WORDS. The last HD_MESSAGE_FIXED_WORDS words are kept for the
 * one failure record; the others hold what is printed. A thread adds a record with one atomic add of the
 * record's size to `used`; when the sum passes `capacity - HD_MESSAGE_FIXED_WORDS` the record is not written
 * and counted in `lost`. The first thread that fails, by an atomic exchange of `failed`, writes its record.
 * The host reads the buffer when the launch is done, in the order of the records.
 *
 * A record: id of the message (an index into Image::messages) plus 1, block x y z, thread x y z, then two
 * words for each argument (low, high; a kFloat32 argument has its bits in the low word). Its size is
 * HD_MESSAGE_RECORD_WORDS(arguments). */
#ifndef HEDDLE_RUNTIME_ABI_MESSAGES_H
#define HEDDLE_RUNTIME_ABI_MESSAGES_H

#include <stdint.h>

enum {
  HD_MESSAGE_HEADER_WORDS = 4,
  HD_MESSAGE_FIXED_WORDS = 7, /* of a record: id, block, thread */
};
#define HD_MESSAGE_RECORD_WORDS(arguments) (HD_MESSAGE_FIXED_WORDS + 2 * (arguments))

typedef struct hd_message_buffer {
  uint32_t capacity; /* words after the header */
  uint32_t used;     /* words asked for so far; may pass the capacity */
  uint32_t failed;   /* not 0: some thread failed; its record is in the last words */
  uint32_t lost;     /* printed messages that were not written */
  /* uint32_t words[capacity] follows */
} hd_message_buffer;

#endif
