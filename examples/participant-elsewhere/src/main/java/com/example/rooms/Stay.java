package com.example.rooms;

/** So many rooms of a hotel: what a Try asks for, and what is remembered of it. */
record Stay(String hotel, int rooms) {
  Stay {
    if (hotel == null || hotel.isBlank() || rooms < 1 || rooms > 100) {
      throw new IllegalArgumentException("a hotel and 1 to 100 rooms are needed");
    }
  }
}
